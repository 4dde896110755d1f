/** The bytes of an object are not those that were stored, or not all of them. `file` is the name of their file, `problem` what is wrong with it. */
export class DamagedBody extends Error {
  readonly code = 'DamagedBody'
  readonly file: string
  readonly problem: string

  constructor(file: string, problem: string) {
    super(`the object file ${file} is damaged: ${problem}. Run "daypass store verify" while no server runs: it lists every damaged object.`)
    this.file = file
    this.problem = problem
  }
}
