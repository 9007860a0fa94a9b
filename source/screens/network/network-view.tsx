import { Box } from 'ink';
import { Line, Table } from '../../components/table.tsx';
import type { Theme } from '../../theme.ts';
import { DetailPane } from '../parts/detail-pane.tsx';
import { ListLine } from '../parts/list-line.tsx';
import { emptyTextOf, freshnessModes } from '../parts/problem-lines.ts';
import type { NetworkLayout } from './network-layout.ts';
import type { NetworkViewName } from './network-state.ts';
import { activeList } from './socket-acts.ts';
import type { NetworkList } from './use-network-list.ts';
import type { NetworkModel } from './use-network-state.ts';

export type NetworkViewProps = {
	readonly model: NetworkModel;
	readonly theme: Theme;
	readonly layout: NetworkLayout;
	readonly figures: readonly string[];
	/** Null while no details are open. */
	readonly detail: { readonly title: string; readonly lines: readonly string[] } | null;
};

const rowWords: Readonly<Record<NetworkViewName, string>> = {
	sockets: 'sockets',
	listening: 'listening sockets',
	unix: 'unix sockets',
	interfaces: 'interfaces',
	routes: 'routes',
};

export function NetworkView({ model, theme, layout, figures, detail }: NetworkViewProps) {
	const { state } = model;
	const isListShown = detail === null || layout.detail.isBeside;
	const paneRows = isListShown ? layout.tableRows : layout.tableRows + 1;
	const active = activeList(model);
	return (
		<Box flexDirection="column" width={layout.columns} height={layout.rows} overflow="hidden">
			{figures.map((line, place) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a line of the screen is its place
				<Line key={place} text={line} />
			))}
			{isListShown ? (
				<ListLine
					width={layout.columns}
					filter={model.filter}
					modes={modesOf(model, active)}
					position={active.list.position}
				/>
			) : null}
			<Box height={paneRows} flexShrink={0}>
				{isListShown ? <ActiveTable model={model} theme={theme} height={layout.tableRows} active={active} /> : null}
				{detail === null ? null : (
					<DetailPane
						name="network.detail"
						title={detail.title}
						lines={detail.lines}
						width={layout.detail.width}
						height={paneRows}
						isFocused={!layout.detail.isBeside || state.focus === 'detail'}
						hasRule={layout.detail.isBeside}
					/>
				)}
			</Box>
		</Box>
	);
}

function modesOf({ state, reading }: NetworkModel, active: NetworkList<object>): readonly string[] {
	return [
		...(state.pids === null ? [] : [state.pids.label]),
		...(active.list.hasMoved ? ['the selected row is gone; this is its neighbour'] : []),
		...freshnessModes(reading),
	];
}

type ActiveTableProps = Pick<NetworkViewProps, 'model' | 'theme'> & {
	readonly height: number;
	readonly active: NetworkList<object>;
};

/** Each view is a table of its own: rows of one kind are never painted with the columns of another. */
function ActiveTable({ model, theme, height, active }: ActiveTableProps) {
	const { state, filter, reading } = model;
	const isNarrowed = filter.text !== '' || state.pids !== null;
	return (
		<Table
			key={state.view}
			layout={active.tableLayout}
			rows={active.rows}
			keyOf={active.keyOf}
			height={height}
			offset={active.list.offset}
			selectedKey={active.list.selectedKey}
			tagged={active.list.tagged}
			sort={active.sort}
			theme={theme}
			emptyText={emptyTextOf(reading, rowWords[state.view], isNarrowed)}
		/>
	);
}
