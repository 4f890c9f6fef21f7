import createCode from 'qrcode-generator'

/** Dark modules of a QR code (ISO/IEC 18004, level M), row by row from the top; the quiet zone is the drawer's. */
export function encodeCode(text: string): boolean[][] {
  const code = createCode(0, 'M')
  code.addData(text, 'Byte')
  code.make()
  const count = code.getModuleCount()
  return Array.from({ length: count }, (_, row) => Array.from({ length: count }, (__, column) => code.isDark(row, column)))
}
