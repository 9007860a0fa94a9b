import { ListFrame, type RowDetail } from '../parts/list-frame.tsx';
import { emptyTextOf, freshnessModes, movedModes } from '../parts/problem-lines.ts';
import type { NetworkViewName } from './network-state.ts';
import { activeList } from './socket-acts.ts';
import type { NetworkModel } from './use-network-state.ts';

export type NetworkViewProps = {
	readonly model: NetworkModel;
	readonly figures: readonly string[];
	/** Null while no details are open. */
	readonly detail: RowDetail | null;
};

const rowWords: Readonly<Record<NetworkViewName, string>> = {
	sockets: 'sockets',
	listening: 'listening sockets',
	unix: 'unix sockets',
	interfaces: 'interfaces',
	routes: 'routes',
};

/** Each view is a list of its own: rows of one kind are never painted with the columns of another. */
export function NetworkView({ model, figures, detail }: NetworkViewProps) {
	const { state, filter, reading } = model;
	const active = activeList(model);
	const asked = state.pids === null ? [] : [state.pids.label];
	return (
		<ListFrame
			key={state.view}
			model={{ ...model, ...active }}
			detailName="network.detail"
			head={figures}
			modes={[...asked, ...movedModes(active.list, 'row'), ...freshnessModes(reading)]}
			sort={active.sort}
			emptyText={emptyTextOf(reading, rowWords[state.view], filter.text !== '' || state.pids !== null)}
			detail={detail}
		/>
	);
}
