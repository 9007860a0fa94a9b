import { Box } from 'ink';
import { Line } from '../../components/table.tsx';
import type { Theme } from '../../theme.ts';
import { ListLine } from '../parts/list-line.tsx';
import { emptyTextOf, freshnessModes } from '../parts/problem-lines.ts';
import { paintHost } from './host-layout.ts';
import type { HostModel } from './use-host-state.ts';

export type HostViewProps = {
	readonly model: HostModel;
	readonly theme: Theme;
	readonly columns: number;
	readonly rows: number;
};

/** The facts of the host in sections, each line one text. */
export function HostView({ model, theme, columns, rows }: HostViewProps) {
	const { layout, list, filter, offset, reading } = model;
	const pageRows = Math.max(0, rows - 1);
	const isEmpty = layout.lines.length === 0;
	const painted = isEmpty
		? [theme.paint('dim', `  ${emptyTextOf(reading, 'facts', filter.text !== '')}`)]
		: paintHost(layout, theme, offset, pageRows, list.selectedRow?.key ?? null);
	return (
		<Box flexDirection="column" width={columns} height={rows} overflow="hidden">
			<ListLine
				width={columns}
				filter={filter}
				modes={freshnessModes(withoutAbsent(reading))}
				position={list.position}
			/>
			{painted.slice(0, pageRows).map((line, place) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a line of the screen is its place
				<Line key={place} text={line} />
			))}
		</Box>
	);
}

/** A sensor that the host does not have is no gap; its section says so already. */
function withoutAbsent(reading: HostModel['reading']): HostModel['reading'] {
	if (reading.state === 'waiting' || reading.state === 'failed') return reading;
	const problems = reading.value.problems.filter(({ code }) => code !== 'unavailable');
	return { ...reading, value: { ...reading.value, problems } };
}
