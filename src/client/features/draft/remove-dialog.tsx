import { useMutation } from '@tanstack/react-query'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { FailureNotice } from '../../ui/failure.tsx'

/** Deleting a draft cannot be undone, so it is asked once. */
export function RemoveDialog({ open, title, onClose, onRemove }: { readonly open: boolean; readonly title: string; readonly onClose: () => void; readonly onRemove: () => Promise<void> }) {
  const removal = useMutation({ mutationFn: onRemove })
  return (
    <Dialog open={open} title={m.draft_delete()} onClose={onClose} locked={removal.isPending}>
      <p>{m.draft_delete_text({ title })}</p>
      {removal.isError && <FailureNotice error={removal.error} />}
      <div className="flex flex-wrap gap-2">
        <Button look="main" busy={removal.isPending} onClick={() => removal.mutate()}>{m.draft_delete_action()}</Button>
        <Button onClick={onClose}>{m.ui_cancel()}</Button>
      </div>
    </Dialog>
  )
}
