"""pyHanko's word on what happened after each signature. Reads a task as JSON on standard input, prints one JSON list, one entry a file.

Task: {"files": [path]}. Every signature's own certificate is taken as trusted, so that trust plays no part: what is asked is whether the bytes
are intact and whether what came later is acceptable to pyHanko's default policy.
"""

import asyncio
import json
import logging
import sys

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature, async_validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext

logging.disable(logging.CRITICAL)


def context(embedded):
    return ValidationContext(trust_roots=[embedded.signer_cert], allow_fetching=False, revocation_mode='soft-fail')


async def judge(embedded):
    field = embedded.field_name
    try:
        if embedded.sig_object.get('/Type', '/Sig') == '/DocTimeStamp':
            status = await async_validate_pdf_timestamp(embedded, context(embedded))
            return {'field': field, 'passed': bool(status.intact and status.valid), 'remark': str(status.coverage)}
        status = await async_validate_pdf_signature(embedded, context(embedded), ts_validation_context=context(embedded))
        acceptable = status.docmdp_ok is not False and getattr(status.modification_level, 'name', '') != 'OTHER'
        covered = status.coverage.name in ('ENTIRE_FILE', 'ENTIRE_REVISION')
        passed = bool(status.intact and status.valid and acceptable and covered)
        return {'field': field, 'passed': passed, 'remark': f'{status.coverage.name} {getattr(status.modification_level, "name", None)} docmdp {status.docmdp_ok}'}
    except Exception as error:  # whatever a judge cannot read, it does not pass
        return {'field': field, 'passed': False, 'remark': f'{type(error).__name__}: {error}'[:200]}


async def main():
    verdicts = []
    for path in json.load(sys.stdin)['files']:
        try:
            with open(path, 'rb') as file:
                reader = PdfFileReader(file)
                if reader.encrypted:
                    reader.decrypt('')
                signatures = [await judge(embedded) for embedded in reader.embedded_signatures]
                verdicts.append({'file': path, 'signatures': signatures, 'error': None})
        except Exception as error:
            verdicts.append({'file': path, 'signatures': [], 'error': f'{type(error).__name__}: {error}'[:200]})
    json.dump(verdicts, sys.stdout)


asyncio.run(main())
