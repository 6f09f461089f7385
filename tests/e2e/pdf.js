/** Makes a PDF of plain text, one page for each list of lines. */

/** @param {string[][]} pages lines of plain letters @returns {Buffer} */
export function makePdf(pages) {
  const pageIds = pages.map((_, index) => 4 + 2 * index)
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${pageIds.map((id) => `${id} 0 R`).join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    ...pages.flatMap((lines, index) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${5 + 2 * index} 0 R ` +
        '/Resources << /Font << /F1 3 0 R >> >> >>',
      streamOf(
        `BT /F1 12 Tf 72 770 Td 16 TL\n${lines.map((line) => `(${escape(line)}) Tj T*`).join('\n')}\nET`,
      ),
    ]),
  ]
  let text = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const offset = text.length
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const entries = offsets.map((offset) => `${`${offset}`.padStart(10, '0')} 00000 n \n`)
  const size = objects.length + 1
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${entries.join('')}`
  return Buffer.from(
    `${text}${table}trailer << /Size ${size} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`,
    'latin1',
  )
}

/** @param {string} content */
function streamOf(content) {
  return `<< /Length ${content.length} >>\nstream\n${content}\nendstream`
}

/** @param {string} line */
function escape(line) {
  return line.replace(/[\\()]/g, '\\$&')
}
