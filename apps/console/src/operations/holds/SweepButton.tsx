import { useMutation, useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/request.js';
import { mayAct, useSignedIn } from '../../session/session.js';
import { Button } from '../../ui/Button.js';
import { useNotices } from '../../ui/telling.js';
import { explain } from '../parts/explain.js';

/** Ends all holds that are past their time, where nothing has swept them. */
export function SweepButton() {
  const session = useSignedIn();
  const queries = useQueryClient();
  const { tell } = useNotices();
  const sweep = useMutation({
    mutationFn: () => request<{ expired: number }>('POST', '/api/operator/holds/sweep'),
    onSuccess: ({ expired }) =>
      tell({ text: expired === 1 ? 'One hold was swept.' : `${expired} holds were swept.` }),
    onError: (error) => tell({ tone: 'error', text: 'Not swept.', detail: explain(error) }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['holds'] }),
  });
  const why = !mayAct(session, 'operator')
    ? 'Sweeping is for operators'
    : session.venues !== '*'
      ? 'Sweeping takes a token for all venues'
      : sweep.isPending
        ? 'It is under way'
        : null;
  return (
    <Button why={why} onClick={() => sweep.mutate()}>
      Sweep them now
    </Button>
  );
}
