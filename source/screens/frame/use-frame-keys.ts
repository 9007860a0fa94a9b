import { useMemo } from 'react';
import { type TabName, tabNames } from '../../domain/views.ts';
import { type KeyHandlers, useConsole } from '../../hooks/console-context.ts';
import type { DialogQueue } from '../../hooks/dialog-queue.ts';
import { createFrameActs, type FrameActs } from '../../hooks/frame-acts.ts';
import { type GlobalKeyId, globalKeys } from '../../hooks/global-keys.ts';
import { undoLast } from '../../hooks/run-acts.ts';
import { useKeys } from '../../hooks/use-keys.ts';

/** Claims the keys of the frame. */
export function useFrameKeys(queue: DialogQueue): FrameActs {
	const console = useConsole();
	const { terminal } = console;
	const acts = useMemo(() => createFrameActs(console), [console]);
	const handlers = useMemo(
		(): KeyHandlers<GlobalKeyId> => ({
			'global.help': () => queue.openHelp(),
			'global.palette': () => queue.openPalette(),
			'global.pause': () => acts.togglePause(),
			'global.slower': () => acts.stepInterval(1),
			'global.faster': () => acts.stepInterval(-1),
			'global.next-tab': () => acts.cycleTab(1),
			'global.previous-tab': () => acts.cycleTab(-1),
			'global.refresh': () => acts.refresh(),
			'global.repaint': () => terminal.repaint(),
			'global.suspend': () => terminal.suspend(),
			'global.host': () => void acts.pickHost(),
			'global.shell': () => void acts.openShell(),
			'global.root': () => void acts.toggleRoot(),
			'global.undo': () => void undoLast(console),
			'global.quit': () => terminal.quit(),
			...Object.fromEntries(tabNames.map((tab: TabName, index) => [`global.tab-${index + 1}`, () => acts.goTo(tab)])),
		}),
		[acts, console, queue, terminal],
	);
	useKeys('frame', globalKeys, handlers);
	return acts;
}
