import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { extractFacts } from '../../core/validation/facts.ts'
import type { SignatureReport } from '../../core/validation/report.ts'
import { validate } from '../../core/validation/validate.ts'
import { askOpenssl, askPdfsig, askQpdf } from '../interop/judges.ts'
import { askMutool, askOpensslTs } from '../interop/token.ts'
import { listCombinations, nameCombination } from '../sample/combination.ts'
import type { Combination } from '../sample/combination.ts'
import { makeCombinations } from '../sample/core.ts'

const OTHERS = [askPdfsig, askQpdf, askOpenssl, askOpensslTs, askMutool]

const describeVerdict = ({ level, indication, subIndication }: SignatureReport): string => (indication === 'TOTAL-PASSED' ? `${indication} ${level ?? 'document timestamp'}` : `${indication} ${subIndication}`)

/** Ours passes, at its level, what carries its validation data; where there are none it asks for them, and finds nothing else. */
function expectVerdicts({ level, signatories }: Combination): string[] {
  const isPassed = level === 'B-LT' || level === 'B-LTA'
  const each = isPassed ? `TOTAL-PASSED ${level.replace('B-', 'PAdES-BASELINE-')}` : 'INDETERMINATE TRY_LATER'
  return [...Array.from({ length: signatories }, () => each), ...(level === 'B-LTA' ? ['TOTAL-PASSED document timestamp'] : [])].sort()
}

/** Every combination of level, cross-reference, number of signatories, algorithm and key, before our judge and five others. */
export async function judgeProduct(): Promise<{ passed: number; failed: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'product-'))
  let [passed, failed] = [0, 0]
  for (const combination of listCombinations()) {
    const { index } = await makeCombinations(folder, [combination])
    const [made] = index.files
    const [file, root] = [join(folder, made!.file), join(folder, index.root)]
    const moment = Date.parse(made!.signedAt)
    const anchor = Buffer.from((await readFile(root, 'latin1')).replace(/-----[^-]+-----|\s/g, ''), 'base64')
    const report = await validate(extractFacts(new Uint8Array(await readFile(file))), { anchors: [new Uint8Array(anchor)] }, moment)
    const verdicts = report.signatures.map(describeVerdict).sort()
    const expected = expectVerdicts(combination)
    const remarks = verdicts.join() === expected.join() ? [] : [`countersign: ${verdicts.join(', ')} instead of ${expected.join(', ')}`]
    for (const ask of OTHERS) {
      // At B-B there is no timestamp to judge.
      if (ask === askOpensslTs && combination.level === 'B-B') continue
      const verdict = await ask({ file, root, moment: moment / 1000 })
      if (!verdict.passed) remarks.push(`${ask.name}: ${verdict.remark}`)
    }
    if (remarks.length === 0) passed++
    else failed++
    for (const remark of remarks) process.stdout.write(`✗ ${nameCombination(combination)}: ${remark}\n`)
  }
  await rm(folder, { recursive: true, force: true })
  process.stdout.write(`product: ${passed} of ${passed + failed} combinations passed all six judges\n`)
  return { passed, failed }
}
