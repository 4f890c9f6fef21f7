"""pyHanko's word on archives, years later: EN 319 102-1 clause 5.6 (signatures with archival data), document timestamp by document
timestamp, revocation required for every certificate, from the data embedded in the file and the CRLs named, and nothing else.

Task on standard input: {"root": PEM path, "files": [path], "moment": ISO instant, "crls": [path]}. Prints one JSON list.
"""

import asyncio
import datetime
import json
import logging
import sys

from asn1crypto import crl, pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer

logging.disable(logging.CRITICAL)


def read(path):
    with open(path, 'rb') as file:
        return file.read()


async def judge(embedded, root, instant, crls):
    policy = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build(trust_roots=[root]),
        revinfo_policy=CertRevTrustPolicy(revocation_checking_policy=RevocationCheckingPolicy.from_legacy('require')),
    )
    spec = PdfSignatureValidationSpec(SignatureValidationSpec(
        cert_validation_policy=policy,
        revinfo_gathering_policy=RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY),
        local_knowledge=LocalKnowledge(known_crls=[CRLContainer(crl.CertificateList.load(data)) for data in crls]),
    ))
    result = await ades_lta_validation(
        embedded, spec,
        timing_info=ValidationTimingInfo(validation_time=instant, best_signature_time=instant, point_in_time_validation=True),
    )
    return {'passed': str(result.ades_subindic).endswith('.OK'), 'remark': f'{result.ades_subindic} best time {result.best_signature_time}', 'moment': str(result.best_signature_time)}


async def main():
    task = json.load(sys.stdin)
    root = x509.Certificate.load(pem.unarmor(read(task['root']))[2])
    instant = datetime.datetime.fromisoformat(task['moment'].replace('Z', '+00:00'))
    crls = [read(path) for path in task['crls']]
    verdicts = []
    for path in task['files']:
        with open(path, 'rb') as file:
            for embedded in PdfFileReader(file).embedded_regular_signatures:
                try:
                    verdicts.append({'file': path, **await judge(embedded, root, instant, crls)})
                except Exception as error:
                    verdicts.append({'file': path, 'passed': False, 'remark': f'{type(error).__name__}: {error}', 'moment': ''})
    print(json.dumps(verdicts))


asyncio.run(main())
