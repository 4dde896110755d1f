import { describe, expect, it } from 'vitest'
import { renderTemplate } from './helm-template.js'

const VALUES = { Values: { name: 'a', empty: '', none: {}, list: ['x', 'y'], tree: { b: [1] }, count: 2 } }

describe('the part of the template language that the chart uses', () => {
  it.each([
    ['{{ .Values.name }}', 'a'],
    ['{{ .Values.count | quote }}', '"2"'],
    ['{{ .Values.empty | default .Values.name }}', 'a'],
    ['{{ printf "%s/%s" .Values.name .Values.count }}', 'a/2'],
    ['x\n  {{- if .Values.empty }}\nyes\n  {{- else }}\nno\n  {{- end }}\n', 'x\nno\n'],
    ['{{ if not .Values.none }}none{{ end }}', 'none'],
    ['{{ range .Values.list }}[{{ . }}]{{ end }}', '[x][y]'],
    ['{{ with .Values.tree }}t:{{ toYaml . | nindent 2 }}{{ end }}', 't:\n  b:\n    - 1'],
    ['{{ with .Values.none }}never{{ end }}', ''],
    ['{{ range .Values.list }}{{ if .Values.empty }}{{ else }}{{ .Values.name }}{{ end }}{{ end }}', 'aa'],
  ])('%j is %j', (text, expected) => {
    expect(renderTemplate(text, VALUES)).toBe(expected)
  })

  it.each([
    '{{ .Values.other }}',
    '{{ lookup .Values.name }}',
    '{{ if .Values.name }}',
    '{{ end }}',
    '{{ .Values.name',
    '{{ .Values.name | b64enc }}',
  ])('%j is an error', (text) => {
    expect(() => renderTemplate(text, VALUES)).toThrow()
  })
})
