import type { ConsoleStore } from '../../store/console-store.ts';
import type { ScreenCommand } from '../screen.ts';

type ValueCommand<Value extends string> = Pick<ScreenCommand, 'name' | 'argument' | 'description'> & {
	readonly values: readonly Value[];
};

/** A command of the palette whose argument is one of some values. Asked for another it says which there are. */
export function valueCommand<Value extends string>(
	command: ValueCommand<Value>,
	choose: (store: ConsoleStore, value: Value) => void,
): ScreenCommand {
	return {
		...command,
		run(store, argument) {
			const wanted = argument.trim().toLowerCase();
			const value = command.values.find((each) => each === wanted);
			if (value === undefined) {
				return `There is no ${command.argument.toLowerCase()} ${argument}; try one of ${command.values.join(', ')}.`;
			}
			choose(store, value);
			return null;
		},
	};
}
