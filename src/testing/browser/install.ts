import { installChromium } from './chromium.ts'

process.stdout.write(`${await installChromium()}\n`)
