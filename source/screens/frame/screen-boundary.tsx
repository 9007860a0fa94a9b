import { Box } from 'ink';
import { Component, type ReactNode } from 'react';
import { Line } from '../../components/table.tsx';
import { sanitise } from '../../domain/sanitise.ts';
import type { Theme } from '../../theme.ts';

export type ScreenBoundaryProps = {
	readonly theme: Theme;
	readonly title: string;
	readonly children: ReactNode;
};

/** A screen that breaks takes nothing else with it: the frame and the other tabs go on. */
export class ScreenBoundary extends Component<ScreenBoundaryProps, { readonly error: unknown }> {
	override state: { readonly error: unknown } = { error: null };

	static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
		return { error };
	}

	override render(): ReactNode {
		const { error } = this.state;
		if (error === null) return this.props.children;
		const { theme, title } = this.props;
		const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
		return (
			<Box flexDirection="column">
				<Line
					text={` ${theme.paint('bad', theme.symbols.failed)} ${title} could not be drawn; this is a bug in opsdash.`}
				/>
				<Line text={` ${theme.paint('dim', sanitise(reason))}`} />
				<Line text=" The other tabs work. Change the tab and come back to try again." />
			</Box>
		);
	}
}
