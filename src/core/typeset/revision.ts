/**
 * Names everything that decides the bytes of a derived PDF: the layout's number and the fonts. A document names the revision it was
 * published with; another revision means a fresh review. Raise the number whenever `revision.test.ts` says that the output has changed.
 */
export const LAYOUT_NUMBER = 2

export const TYPESET_REVISION = `layout-${LAYOUT_NUMBER}.fonts-5e18c84683b4b431`
