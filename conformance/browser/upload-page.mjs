// Runs in the browser: uploads and reads across origins with what the server of the page signed. Writes what happened into the page, as JSON.
const { form, put, get, denied } = await (await fetch('/signed.json')).json()

/** @param {Promise<unknown>} work */
const told = (work) => work.catch((error) => String(error.name))

const data = new FormData()
for (const [name, value] of Object.entries(form.fields)) data.append(name, /** @type {string} */ (value))
data.append('file', new Blob(['from a form'], { type: 'text/plain' }), 'ü in a form.txt')

const results = {
  form: await told(
    fetch(form.url, { method: 'POST', body: data }).then(async (a) => [a.status, (await a.text()).includes('<PostResponse>')]),
  ),
  put: await told(
    fetch(put, { method: 'PUT', body: 'from a page', headers: { 'x-amz-meta-from': 'page' } }).then((a) => [
      a.status,
      a.headers.get('etag'),
    ]),
  ),
  get: await told(fetch(get).then(async (a) => [a.status, await a.text()])),
  error: await told(
    fetch(get.replace('Signature=', 'Signature=0')).then(async (a) => [a.status, (await a.text()).includes('SignatureDoesNotMatch')]),
  ),
  header: await told(fetch(put, { method: 'PUT', body: 'x', headers: { 'x-other': 'a' } }).then((a) => a.status)),
  method: await told(fetch(get, { method: 'DELETE' }).then((a) => a.status)),
  bucket: await told(fetch(denied).then((a) => a.status)),
}
const out = /** @type {HTMLElement} */ (document.getElementById('out'))
out.textContent = JSON.stringify(results)
document.title = 'done'
