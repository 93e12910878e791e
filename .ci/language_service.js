// Checks state machines with the language service that AWS publishes for its editors.
'use strict'

const fs = require('fs')
const { getLanguageService, TextDocument } = require('amazon-states-language-service')

const service = getLanguageService({})

async function diagnostics(file) {
  const document = TextDocument.create(file, 'asl', 1, fs.readFileSync(file, 'utf8'))
  const found = await service.doValidation(document, service.parseJSONDocument(document))
  return found.map((each) => `${file}: ${document.getText(each.range).slice(0, 120)}: ${each.message}`)
}

async function main(files) {
  const found = (await Promise.all(files.map(diagnostics))).flat()
  found.forEach((line) => console.error(line))
  if (files.length === 0) console.error('no state machine found')
  process.exitCode = found.length > 0 || files.length === 0 ? 1 : 0
  if (process.exitCode === 0) console.log(`${files.length} state machines`)
}

main(process.argv.slice(2))
