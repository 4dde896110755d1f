// Owns: the reference: a bare node:http server that reads the body and answers 1.5 kB of constant XML. Nothing is parsed, nothing decided.
import { createServer } from 'node:http'

const body = Buffer.from(
  `<Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Result>${'constant '.repeat(158)}</Result></Response>\n`,
)

const server = createServer((request, response) => {
  const pieces = []
  request.on('data', (piece) => pieces.push(piece))
  request.on('end', () => {
    Buffer.concat(pieces)
    response.writeHead(200, { 'Content-Type': 'text/xml', 'Content-Length': body.length })
    response.end(body)
  })
})
server.listen(0, '127.0.0.1', () => console.log(`const is listening on http://127.0.0.1:${server.address().port}`))
