import { describe, expect, it } from 'vitest'
import { changeSection, countSections, readSection } from './edit-profile.js'

const FILE = `# mine
[default]
region = eu-west-1   

[profile  dev]
; a comment
region=eu-west-1
s3 =
  signature_version = s3v4
role_arn = arn:x

# about the next
[profile other]
region = us-east-1
`

describe('a section of a file of profiles', () => {
  it('is read by its name, however it is spaced', () => {
    expect(readSection(FILE, 'profile dev')).toEqual(
      new Map([
        ['region', 'eu-west-1'],
        ['s3', ''],
        ['role_arn', 'arn:x'],
      ]),
    )
    expect(readSection(FILE, 'dev')).toBeUndefined()
    expect(readSection('[a]\r\nx = 1\r\n', 'a')).toEqual(new Map([['x', '1']]))
    expect(countSections(`${FILE}[profile dev]\n`, 'profile dev')).toBe(2)
  })

  it('is changed in place, and everything else stays as it is', () => {
    expect(changeSection(FILE, 'profile dev', { region: 'us-east-1', role_arn: undefined, endpoint_url: 'http://h' })).toBe(
      FILE.replace('region=eu-west-1', 'region = us-east-1').replace('role_arn = arn:x\n', 'endpoint_url = http://h\n'),
    )
  })

  it('loses the nested settings of a setting that is replaced', () => {
    expect(changeSection(FILE, 'profile dev', { s3: undefined })).toBe(FILE.replace('s3 =\n  signature_version = s3v4\n', ''))
  })

  it.each([
    ['', '[new]\na = 1\n'],
    ['[x]\nb = 2', '[x]\nb = 2\n\n[new]\na = 1\n'],
    ['[x]\nb = 2\n\n\n', '[x]\nb = 2\n\n[new]\na = 1\n'],
    ['[new]', '[new]\na = 1'],
    ['[new]\n# c\n\n[x]\n', '[new]\na = 1\n# c\n\n[x]\n'],
  ])('is added where it is missing: %j', (before, after) => {
    expect(changeSection(before, 'new', { a: '1', gone: undefined })).toBe(after)
  })

  it('is not added for nothing', () => {
    expect(changeSection(FILE, 'new', { a: undefined })).toBe(FILE)
  })

  it('changes nothing the second time', () => {
    const once = changeSection(FILE, 'profile dev', { region: 'x', b: 'y' })
    expect(changeSection(once, 'profile dev', { region: 'x', b: 'y' })).toBe(once)
  })
})
