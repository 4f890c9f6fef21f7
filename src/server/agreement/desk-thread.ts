// A desk in a thread of its own. What is asked inside a transaction comes by the urgent port and goes before what is only being read.
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { Desk } from './desk.ts'
import { packClicks, unpackSheet, type Asked, type DeskStart, type Told, type Urgent } from './desk-message.ts'

const { keys, urgent } = workerData as DeskStart
const desk = new Desk(keys)
const texts = new Map<string, string>()

const tell = (message: Told, transfer: ArrayBuffer[] = []): void => parentPort!.postMessage(message, transfer)

function make({ name, now, chains }: Urgent): void {
  try {
    const made = packClicks(desk.make(name, now, chains))
    tell({ kind: 'made', name, made, problem: null }, [made.bytes.buffer])
  } catch (error) {
    tell({ kind: 'made', name, made: null, problem: String(error) })
  }
}

function makeUrgent(): void {
  for (let next = receiveMessageOnPort(urgent); next; next = receiveMessageOnPort(urgent)) make(next.message as Urgent)
}

parentPort!.on('message', (asked: Asked) => {
  if (asked.kind === 'clear') return desk.clear(asked.name)
  if (asked.isFresh) texts.clear()
  for (const [hash, text] of asked.texts) texts.set(hash, text)
  return tell({ kind: 'opened', name: asked.name, outcomes: desk.open(asked.name, unpackSheet(asked, texts), makeUrgent) })
})
urgent.on('message', make)
tell({ kind: 'ready' })
