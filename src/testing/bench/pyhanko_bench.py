"""pyHanko's time for each file: {"files", "root": DER path, "rounds", "moment"} as the only argument; a JSON list on standard output.

Called in one process for all files, so that neither its start nor its imports count. Signatures and document timestamps are
validated as its own guide does, with the given root and moment, offline; the median of the rounds counts.
"""

import asyncio
import datetime
import json
import logging
import sys
import time
from io import BytesIO

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature, async_validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext

logging.disable(logging.CRITICAL)


async def judge(data, root, moment):
    signatures = list(PdfFileReader(BytesIO(data), strict=False).embedded_signatures)
    for embedded in signatures:
        context = ValidationContext(trust_roots=[root], moment=moment, allow_fetching=False)
        if embedded.sig_object.get('/Type') == '/DocTimeStamp':
            await async_validate_pdf_timestamp(embedded, context)
        else:
            status = await async_validate_pdf_signature(embedded, context, ts_validation_context=context)
            assert status.intact and status.valid
    return len(signatures)


async def main():
    task = json.loads(sys.argv[1])
    moment = datetime.datetime.fromisoformat(task['moment'].replace('Z', '+00:00'))
    with open(task['root'], 'rb') as file:
        root = x509.Certificate.load(file.read())
    answers = []
    for path in task['files']:
        with open(path, 'rb') as file:
            data = file.read()
        rounds = []
        count = 0
        for _ in range(task['rounds']):
            start = time.perf_counter()
            count = await judge(data, root, moment)
            rounds.append((time.perf_counter() - start) * 1000)
        rounds.sort()
        answers.append({'file': path, 'milliseconds': rounds[len(rounds) // 2], 'signatures': count})
    json.dump(answers, sys.stdout)


asyncio.run(main())
