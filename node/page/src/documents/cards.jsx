/** The document's cards as a file for Anki. */
import { useAnnounce } from '../parts/announce.jsx'
import { Button } from '../parts/form.jsx'
import { Failure } from '../parts/states.jsx'
import { download } from '../parts/file.js'
import { useDoing } from '../reading/doing.js'
import { askSkill } from '../reading/skill.js'

/** @param {{document: string}} props */
export function Cards({ document }) {
  const announce = useAnnounce()
  const exporting = useDoing(async () => {
    const { text, filename, cards, note } =
      /** @type {{text: string, filename: string, cards: number, note: string}} */ (
        await askSkill('export-cards', { document_id: document })
      )
    if (cards > 0) download(new Blob([text], { type: 'text/plain' }), filename)
    announce(note)
  })
  return (
    <>
      {exporting.error && <Failure error={exporting.error} what="There are no cards" />}
      <p className="quiet">Cards from its own sentences, as a file that Anki takes.</p>
      <Button onClick={() => exporting.run()} busy={exporting.isBusy}>
        Save the cards
      </Button>
    </>
  )
}
