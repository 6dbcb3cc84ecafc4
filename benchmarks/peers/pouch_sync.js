// PouchDB to a PouchDB/Express server over loopback, leveldb at both ends: node pouch_sync.js N M
// The server is a child process; the two clients are two databases of this process. Prints one JSON object: seconds, memory, converged.
const path = require('path'), fs = require('fs'), os = require('os'), crypto = require('crypto')
const { fork } = require('child_process')
const PouchDB = require('pouchdb')

const BODY = '湖南省县级机关公文正文样例。'.repeat(20)
const OPTIONS = { batch_size: 1000, batches_limit: 4 }

function serve (root) {
  const app = require('express')()
  fs.mkdirSync(path.join(root, 'server'))
  const Server = PouchDB.defaults({ prefix: path.join(root, 'server') + path.sep })
  const files = { logPath: path.join(root, 'log.txt'), configPath: path.join(root, 'config.json') }
  app.use('/', require('express-pouchdb')(Server, { mode: 'minimumForPouchDB', ...files }))
  const listening = app.listen(0, '127.0.0.1', () => process.send({ port: listening.address().port }))
}

async function digest (db) {
  const found = crypto.createHash('sha256')
  for (const row of (await db.allDocs()).rows) found.update(row.id + row.value.rev)
  return found.digest('hex')
}

async function measure (n, changed) {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'pouch-sync-'))
  const child = fork(__filename, ['serve', root], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const { port } = await new Promise((resolve, reject) => { child.once('message', resolve); child.once('exit', reject) })
  const url = `http://127.0.0.1:${port}/records`, found = {}
  const busy = () => {
    const own = process.cpuUsage(), fields = fs.readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ').pop().split(' ')
    return (own.user + own.system) / 1e6 + (Number(fields[11]) + Number(fields[12])) / 100
  }
  const timed = async (name, work) => {
    const began = process.hrtime.bigint(), before = busy()
    await work()
    found[name + '_cpu'] = Math.round((busy() - before) * 1e4) / 1e4
    found[name] = Math.round(Number(process.hrtime.bigint() - began) / 1e5) / 1e4
  }
  try {
    const here = new PouchDB(path.join(root, 'a')), there = new PouchDB(path.join(root, 'b'))
    await timed('local_create', async () => {
      for (let start = 0; start < n; start += 1000) {
        const some = []
        for (let i = start; i < Math.min(n, start + 1000); i++) some.push({ _id: String(i).padStart(8, '0'), title: '关于' + i, body: BODY })
        await here.bulkDocs(some)
      }
    })
    const push = () => here.replicate.to(url, OPTIONS), pull = () => there.replicate.from(url, OPTIONS)
    await timed('push_n', push)
    await timed('pull_n', pull)
    await timed('noop', pull)
    const rows = (await here.allDocs({ limit: changed, include_docs: true })).rows
    await here.bulkDocs(rows.map(row => ({ ...row.doc, body: BODY + '改' })))
    await timed('push_m', push)
    await timed('pull_m', pull)
    found.converged = Number(await digest(here) === await digest(there))
    found.client_mb = Math.round(process.resourceUsage().maxRSS / 1024)
    found.server_mb = Math.round(Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1024)
    console.log(JSON.stringify(found))
  } finally {
    child.kill()
    fs.rmSync(root, { recursive: true, force: true })
  }
  process.exit(0)
}

if (process.argv[2] === 'serve') serve(process.argv[3])
else measure(Number(process.argv[2]), Number(process.argv[3])).catch(error => { console.error(error); process.exit(1) })
