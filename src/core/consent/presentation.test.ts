import { describe, expect, test } from 'vitest'
import { presentationSchema as documentPresentationSchema } from '../contract/document.ts'
import { formOf, nextStronger, PRESENTATION_FORMS, presentationOf } from './presentation.ts'
import { presentationSchema } from './fact.ts'

describe('forms of presentation', () => {
  test('every form that a contract can name and a statement can hold has its place in the order', () => {
    expect(PRESENTATION_FORMS.map(({ id }) => id)).toEqual(presentationSchema.options)
    for (const presentation of documentPresentationSchema.options) expect(formOf(presentation).id).toBe(presentationOf(presentation))
  })

  test('a notice is never assent, and nothing else is a notice', () => {
    expect(PRESENTATION_FORMS.filter(({ isAssent }) => !isAssent).map(({ id }) => id)).toEqual(['notice-only'])
  })

  test('each form but the strongest names a stronger one', () => {
    expect(nextStronger('scroll-wrap')).toBeNull()
    expect(nextStronger('sign-in-wrap')).toBe('link')
    expect(nextStronger('notice-only')).toBe('sign-in-wrap')
  })
})
