import { Box } from 'ink';
import { Line } from '../../components/table.tsx';
import { type TabName, tabTitles } from '../../domain/views.ts';
import { useConsole } from '../../hooks/console-context.ts';
import type { ScreenDefinition, ScreenProps } from '../screen.ts';

/** Stands in for a tab whose screen is not there. */
export function placeholderScreen(name: TabName): ScreenDefinition {
	function Placeholder({ columns, rows }: ScreenProps) {
		const { theme } = useConsole();
		return (
			<Box flexDirection="column" width={columns} height={rows}>
				<Line text={theme.paint('dim', ` ${tabTitles[name]} has no screen yet.`)} />
			</Box>
		);
	}
	return { name, keys: { scope: name, title: tabTitles[name], bindings: [] }, Component: Placeholder };
}
