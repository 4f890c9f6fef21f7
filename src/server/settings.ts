import * as z from 'zod/mini'
import { CodedError } from '../core/bytes/error.ts'
import { parseNoteKey } from '../core/log/note.ts'
import type { WitnessAddress } from './log/witness.ts'
import { parseS3Address, type S3Address } from './s3/address.ts'
import type { Credentials } from './s3/signature.ts'

/** Refusals of unsafe or impossible settings, by name. */
export type SettingErrorCode =
  | 'SETTING_MALFORMED'
  | 'PASSPHRASE_MISSING'
  | 'PUBLIC_ADDRESS_MISSING'
  | 'PLAIN_HTTP_REFUSED'
  | 'DEMO_REFUSED'
  | 'WEBHOOK_LOCAL_REFUSED'
  | 'MAIL_SERVER_MISSING'
  | 'TSA_ANCHORS_MISSING'
  | 'BLOB_CREDENTIALS_MISSING'

const text = z.string().check(z.minLength(1), z.maxLength(2000))
const flag = z.pipe(z.enum(['1', '0', 'true', 'false', 'on', 'off']), z.transform((value) => value === '1' || value === 'true' || value === 'on'))
const descriptions = new Map<z.ZodMiniType, { description: string; fallback: string }>()
function describe<T extends z.ZodMiniType>(schema: T, description: string, fallback: string): T {
  descriptions.set(schema, { description, fallback })
  return schema
}

/** Every setting there is, as environment variables. Rendered into the README by `renderSettingsTable`. */
export const settingsSchema = z.object({
  NODE_ENV: describe(z.optional(z.string()), '`production` refuses unsafe settings by name.', '—'),
  COUNTERSIGN_DATA: describe(z.optional(text), 'Folder of database, files and keys.', '`./data`'),
  PORT: describe(z.optional(z.coerce.number().check(z.int(), z.gte(0), z.lte(65_535))), 'Port to listen on.', '`3000`'),
  HOST: describe(z.optional(text), 'Address to listen on.', '`localhost`'),
  DATABASE_URL: describe(z.optional(z.string().check(z.regex(/^postgres(ql)?:\/\/\S+$/))), 'A PostgreSQL database instead of the built-in SQLite.', 'SQLite in the data folder'),
  BLOBS: describe(
    z.optional(z.string().check(z.maxLength(1000), z.regex(/^s3:\/\/\S+$/))),
    'An S3-compatible store for the files, `s3://bucket/prefix?endpoint=https://…&region=…`; with `&lock=compliance&days=3650` (or `governance`) its Object Lock keeps each file. Needed, with `DATABASE_URL`, for more than one process.',
    'a folder in the data folder',
  ),
  AWS_ACCESS_KEY_ID: describe(z.optional(text), 'Name of the key to that store.', '—'),
  AWS_SECRET_ACCESS_KEY: describe(z.optional(text), 'The key itself.', '—'),
  COUNTERSIGN_PUBLIC_ADDRESS: describe(
    z.optional(z.string().check(z.regex(/^https?:\/\/[^/?#\s]+$/))),
    'Where people reach the service, without a slash at the end. Certificates carry it, so it cannot change later. Required in production, with https unless it is localhost.',
    '`http://localhost:PORT`',
  ),
  COUNTERSIGN_KEY_FOLDER: describe(z.optional(text), 'Folder of `master.key`, which is backed up apart from the data; several processes share it.', 'the data folder'),
  COUNTERSIGN_KEY_PASSPHRASE: describe(z.optional(z.string().check(z.minLength(12), z.maxLength(1000))), 'Passphrase (12 letters or more) that wraps the master key. Required in production.', 'none: the key is a file beside the data'),
  SMTP_URL: describe(z.optional(z.string().check(z.regex(/^smtps?:\/\/\S+$/))), 'Mail server, `smtps://user:password@host`. Without it mails appear at `/outbox`, on this machine only and never in production.', 'the outbox page'),
  COUNTERSIGN_MAIL_FROM: describe(z.optional(z.string().check(z.maxLength(300), z.regex(/^[^\r\n]*@[^\r\n]+$/))), 'Sender of the mails.', '`Countersign <no-reply@` public host `>`'),
  COUNTERSIGN_WEBHOOK_LOCAL: describe(z.optional(flag), 'Lets webhooks go to private addresses and plain http, for development. Refused in production.', 'off'),
  TRUSTED_PROXIES: describe(z.optional(z.string().check(z.maxLength(300), z.regex(/^[0-9A-Za-z.:/]+(,[0-9A-Za-z.:/]+)*$/))), 'Whose `X-Forwarded-For` is believed in production: addresses, networks, `loopback`, `uniquelocal`, with commas.', '`loopback`'),
  COUNTERSIGN_TSA_URLS: describe(
    z.optional(z.string().check(z.regex(/^https?:\/\/\S+(\s*[,\s]\s*https?:\/\/\S+)*$/))),
    'Timestamp authorities (RFC 3161) instead of the built-in one, tried in the order given; when none answers soundly, nothing is signed. Needs `COUNTERSIGN_TSA_ANCHORS`.',
    'the built-in authority',
  ),
  COUNTERSIGN_TSA_ANCHORS: describe(z.optional(text), 'A PEM file with the roots that these authorities’ certificates lead to.', '—'),
  COUNTERSIGN_SIGNATURE_LEVEL: describe(
    z.optional(z.enum(['B-LT', 'B-LTA'])),
    'PAdES level that signed files are kept at: `B-LTA` adds a document timestamp at once, `B-LT` when what is there is about to age.',
    '`B-LT`',
  ),
  COUNTERSIGN_ARCHIVE_MARGIN: describe(z.optional(z.coerce.number().check(z.int(), z.gte(1), z.lte(3650))), 'Days before a certificate or an algorithm ends that files are given a new document timestamp.', '`90`'),
  COUNTERSIGN_OPERATOR_TOKEN: describe(z.optional(z.string().check(z.minLength(32), z.maxLength(500), z.regex(/^\S+$/))), 'Secret (32 letters or more) with which the operator suspends, restores and revokes certificates over HTTP.', 'only by the command `certificate`'),
  COUNTERSIGN_OPERATOR_MAIL: describe(z.optional(z.string().check(z.maxLength(254), z.regex(/^[^\s@]+@[^\s@]+$/))), 'Address that is told at once when something stored is found damaged.', 'the log and the operator’s page only'),
  COUNTERSIGN_WITNESSES: describe(z.optional(z.string().check(z.maxLength(10_000))), 'Witnesses that cosign the log, each `verifier-key address`, several separated by commas (`countersign witness` prints its key).', 'none'),
  COUNTERSIGN_FILE_LIMIT: describe(z.optional(z.coerce.number().check(z.int(), z.gte(1), z.lte(100))), 'Megabytes (of 1,048,576 bytes) that a seller’s own PDF may have.', '`100`'),
  COUNTERSIGN_DEMO: describe(z.optional(flag), 'A workspace with sample drafts. Refused in production.', 'on when there is no mail server'),
})

export interface Settings {
  readonly production: boolean
  readonly dataFolder: string
  readonly port: number
  readonly host: string
  readonly databaseUrl: string | null
  /** null: a folder in the data folder. */
  readonly blobs: { readonly address: S3Address; readonly credentials: Credentials } | null
  /** Origin without a slash at the end. */
  readonly publicAddress: string
  /** Folder of the master key; null: the data folder. */
  readonly keyFolder: string | null
  readonly passphrase: string | null
  readonly smtpUrl: string | null
  readonly mailFrom: string
  /** Null: the built-in authority. */
  readonly timestamps: { readonly urls: readonly string[]; readonly anchorsFile: string } | null
  /** At which level signed files are kept, and how long before an end (milliseconds) they are extended. */
  /** Bytes that a seller's own PDF may have. */
  readonly fileLimit: number
  readonly archive: { readonly level: 'B-LT' | 'B-LTA'; readonly margin: number }
  readonly trustedProxies: readonly string[]
  readonly operatorToken: string | null
  /** Who is told of damage. */
  readonly operatorMail: string | null
  readonly demo: boolean
  readonly witnesses: readonly WitnessAddress[]
  /** Webhooks may go to private addresses and plain http. */
  readonly webhookLocal: boolean
}

const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]', '::1'])

/** Whether a listening address is reachable from this machine only. */
export function isLoopback(host: string): boolean {
  return LOCAL_HOSTS.has(host)
}

function refuse(code: SettingErrorCode, message: string): never {
  throw new CodedError<SettingErrorCode>(code, message)
}

function parseBlobs({ BLOBS, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY }: z.infer<typeof settingsSchema>): Settings['blobs'] {
  if (BLOBS === undefined) return null
  if (AWS_ACCESS_KEY_ID === undefined || AWS_SECRET_ACCESS_KEY === undefined) refuse('BLOB_CREDENTIALS_MISSING', 'BLOBS needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY')
  return { address: parseS3Address(BLOBS), credentials: { accessKey: AWS_ACCESS_KEY_ID, secretKey: AWS_SECRET_ACCESS_KEY } }
}

function parseTimestamps({ COUNTERSIGN_TSA_URLS, COUNTERSIGN_TSA_ANCHORS }: z.infer<typeof settingsSchema>): Settings['timestamps'] {
  if (COUNTERSIGN_TSA_URLS === undefined) return null
  if (COUNTERSIGN_TSA_ANCHORS === undefined) refuse('TSA_ANCHORS_MISSING', 'COUNTERSIGN_TSA_URLS needs COUNTERSIGN_TSA_ANCHORS')
  const urls = COUNTERSIGN_TSA_URLS.split(/[,\s]+/).filter(Boolean)
  if (!urls.every((url) => URL.canParse(url))) refuse('SETTING_MALFORMED', 'COUNTERSIGN_TSA_URLS does not have the right form')
  return { urls, anchorsFile: COUNTERSIGN_TSA_ANCHORS }
}

function parseWitnesses(text: string): WitnessAddress[] {
  return text.split(',').map((part) => part.trim()).filter((part) => part !== '').map((part) => {
    const [verifier = '', address = '', surplus] = part.split(/\s+/)
    try {
      if (surplus === undefined && /^https?:$/.test(new URL(address).protocol)) return { key: parseNoteKey(verifier), address: address.replace(/\/$/, '') }
    } catch {
      // Said below.
    }
    return refuse('SETTING_MALFORMED', 'COUNTERSIGN_WITNESSES does not have the right form')
  })
}

/** Reads the environment. Throws the codes of `SettingErrorCode`; messages name the setting and never its value. */
export function parseSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(Object.keys(settingsSchema.shape).flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])))
  const parsed = settingsSchema.safeParse(given)
  if (!parsed.success) {
    const name = String(parsed.error.issues[0]?.path[0] ?? '')
    refuse('SETTING_MALFORMED', `${name} does not have the right form`)
  }
  const values = parsed.data
  const production = values.NODE_ENV === 'production'
  const port = values.PORT ?? 3000
  const demo = values.COUNTERSIGN_DEMO ?? (!production && values.SMTP_URL === undefined)
  if (production) {
    if (values.COUNTERSIGN_KEY_PASSPHRASE === undefined) refuse('PASSPHRASE_MISSING', 'production needs COUNTERSIGN_KEY_PASSPHRASE')
    if (values.COUNTERSIGN_PUBLIC_ADDRESS === undefined) refuse('PUBLIC_ADDRESS_MISSING', 'production needs COUNTERSIGN_PUBLIC_ADDRESS')
    if (demo) refuse('DEMO_REFUSED', 'production refuses COUNTERSIGN_DEMO')
    if (values.COUNTERSIGN_WEBHOOK_LOCAL) refuse('WEBHOOK_LOCAL_REFUSED', 'production refuses COUNTERSIGN_WEBHOOK_LOCAL')
  }
  const publicAddress = values.COUNTERSIGN_PUBLIC_ADDRESS ?? `http://localhost:${port}`
  if (!URL.canParse(publicAddress)) refuse('SETTING_MALFORMED', 'COUNTERSIGN_PUBLIC_ADDRESS does not have the right form')
  const { protocol, hostname, origin } = new URL(publicAddress)
  if (protocol === 'http:' && !isLoopback(hostname)) refuse('PLAIN_HTTP_REFUSED', 'COUNTERSIGN_PUBLIC_ADDRESS needs https unless it is localhost')
  const host = values.HOST ?? 'localhost'
  if (production && values.SMTP_URL === undefined) refuse('MAIL_SERVER_MISSING', 'production needs SMTP_URL')
  if (!production && values.SMTP_URL === undefined && !isLoopback(host)) refuse('MAIL_SERVER_MISSING', 'listening beyond this machine (HOST) needs SMTP_URL, because the outbox shows every mail')
  return {
    production,
    dataFolder: values.COUNTERSIGN_DATA ?? './data',
    port,
    host,
    databaseUrl: values.DATABASE_URL ?? null,
    blobs: parseBlobs(values),
    publicAddress: origin,
    keyFolder: values.COUNTERSIGN_KEY_FOLDER ?? null,
    passphrase: values.COUNTERSIGN_KEY_PASSPHRASE ?? null,
    smtpUrl: values.SMTP_URL ?? null,
    timestamps: parseTimestamps(values),
    fileLimit: (values.COUNTERSIGN_FILE_LIMIT ?? 100) * 1_048_576,
    archive: { level: values.COUNTERSIGN_SIGNATURE_LEVEL ?? 'B-LT', margin: (values.COUNTERSIGN_ARCHIVE_MARGIN ?? 90) * 86_400_000 },
    mailFrom: values.COUNTERSIGN_MAIL_FROM ?? `Countersign <no-reply@${hostname}>`,
    trustedProxies: (values.TRUSTED_PROXIES ?? 'loopback').split(','),
    operatorToken: values.COUNTERSIGN_OPERATOR_TOKEN ?? null,
    operatorMail: values.COUNTERSIGN_OPERATOR_MAIL ?? null,
    demo,
    witnesses: parseWitnesses(values.COUNTERSIGN_WITNESSES ?? ''),
    webhookLocal: values.COUNTERSIGN_WEBHOOK_LOCAL ?? false,
  }
}

/** The README's table of settings, in Markdown. */
export function renderSettingsTable(): string {
  const rows = Object.entries(settingsSchema.shape).map(([name, schema]) => {
    const about = descriptions.get(schema)
    return `| \`${name}\` | ${about?.fallback ?? ''} | ${about?.description ?? ''} |`
  })
  return ['| Setting | Without it | What it does |', '|---|---|---|', ...rows].join('\n')
}
