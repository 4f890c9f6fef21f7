/** `contract.pdf` and `-report.json` as `contract-report.json`, without its folder. */
export const nameBeside = (name: string, ending: string): string => `${(name.split('/').at(-1) ?? name).replace(/\.pdf$/i, '')}${ending}`
