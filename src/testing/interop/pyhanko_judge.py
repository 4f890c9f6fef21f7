"""pyHanko's word on signed PDFs. Reads a task as JSON on standard input and prints one JSON list.

Task: {"root": PEM path, one certificate or several, "files": [path], "moment": "signing" | ISO instant, "crls": [path]}

"signing": each signature is judged at the time of its own timestamp (intact, valid, trusted, nothing unexplained after it); in a
file named B-B-… at the time its signatory claims, and none may have a timestamp.
An instant: EN 319 102-1 clause 5.5 (signatures with time and long-term validation data) at that instant, revocation
required for every certificate, from the data embedded in the file and the CRLs named here, and nothing else.
"""

import asyncio
import datetime
import json
import logging
import os
import sys

from asn1crypto import crl, pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.ades import (
    _dss_to_local_knowledge as read_embedded,
    ades_with_time_validation,
    simulate_future_ades_lta_validation,
)
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer

logging.disable(logging.CRITICAL)


def read(path):
    with open(path, 'rb') as file:
        return file.read()


def signed_time(embedded):
    token = next(iter(extract_tst_data_iter(embedded.signer_info, signed=False)), None)
    if token is None:  # B-B: no more is known than what the signatory claimed
        return embedded.self_reported_timestamp
    return token['encap_content_info']['content'].parsed['gen_time'].native


async def judge_at_signing(embedded, roots, untimed):
    moment = signed_time(embedded)
    status = await async_validate_pdf_signature(
        embedded,
        signer_validation_context=ValidationContext(trust_roots=roots, moment=moment),
        ts_validation_context=ValidationContext(trust_roots=roots, moment=moment),
    )
    certificate = embedded.signer_cert
    inside = certificate.not_valid_before <= moment <= certificate.not_valid_after
    timestamp = status.timestamp_validity
    return {
        'passed': bool(
            status.intact and status.valid and status.trusted and status.bottom_line and inside
            and (timestamp is None if untimed else timestamp is not None and timestamp.intact and timestamp.valid and timestamp.trusted)
        ),
        'remark': f'{status.summary()} timestamp inside validity: {inside}',
        'moment': moment.isoformat(),
    }


async def judge_later(embedded, roots, instant, crls):
    policy = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build(trust_roots=roots),
        revinfo_policy=CertRevTrustPolicy(revocation_checking_policy=RevocationCheckingPolicy.from_legacy('require')),
    )
    given = [CRLContainer(crl.CertificateList.load(data)) for data in crls]

    def describe(facts):
        return SignatureValidationSpec(
            cert_validation_policy=policy,
            revinfo_gathering_policy=RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY),
            local_knowledge=facts,
        )

    inside = read_embedded(embedded.reader)
    embedded.compute_integrity_info()
    digest = embedded.compute_digest()
    result = await ades_with_time_validation(
        embedded.signed_data,
        describe(LocalKnowledge(
            known_crls=inside.known_crls + given, known_ocsps=inside.known_ocsps, known_certs=inside.known_certs,
        )),
        timing_info=ValidationTimingInfo(validation_time=instant, point_in_time_validation=True, best_signature_time=instant),
        raw_digest=digest,
        extra_status_kwargs=embedded.summarise_integrity_info(),
        status_cls=PdfSignatureStatus,
    )
    moment = signed_time(embedded)
    # The same file had its archive timestamp been put on while the certificate was valid, and not in this machine's future.
    now = datetime.datetime.now(datetime.timezone.utc)
    archived = min(now, embedded.signer_cert.not_valid_after - datetime.timedelta(seconds=1))
    kept = await simulate_future_ades_lta_validation(
        embedded,
        PdfSignatureValidationSpec(describe(LocalKnowledge(known_crls=given))),
        instant,
        current_reference_time=archived,
    )
    word = result.ades_subindic
    return {
        'passed': str(word).endswith('.OK') and str(kept.ades_subindic).endswith('.OK') and result.best_signature_time == moment,
        'remark': f'{word} best time {result.best_signature_time}; archived at once: {kept.ades_subindic}',
        'moment': moment.isoformat(),
    }


async def main():
    task = json.load(sys.stdin)
    roots = [x509.Certificate.load(der) for _, _, der in pem.unarmor(read(task['root']), multiple=True)]
    crls = [read(path) for path in task['crls']]
    verdicts = []
    for path in task['files']:
        with open(path, 'rb') as file:
            try:
                # its strict reading refuses every hybrid file, whoever wrote it
                is_hybrid = b'/XRefStm' in read(path)
                signatures = PdfFileReader(file, strict=not is_hybrid).embedded_regular_signatures
                if not signatures:
                    verdicts.append({'file': path, 'passed': False, 'remark': 'no signature found', 'moment': ''})
                for embedded in signatures:
                    if task['moment'] == 'signing':
                        verdict = await judge_at_signing(embedded, roots, os.path.basename(path).startswith('B-B-'))
                    else:
                        verdict = await judge_later(embedded, roots, datetime.datetime.fromisoformat(task['moment']), crls)
                    verdicts.append({'file': path, **verdict})
            except Exception as error:  # whatever a judge cannot read, it does not pass
                verdicts.append({'file': path, 'passed': False, 'remark': f'{type(error).__name__}: {error}', 'moment': ''})
    json.dump(verdicts, sys.stdout)


asyncio.run(main())
