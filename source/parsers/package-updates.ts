/** How many packages an update would change, from what a package manager prints; null for a text that is not its answer. */

/**
 * `apt list --upgradable` (apt 1.0 and newer): `name/suite version arch [upgradable from: version]` after a heading. Half as
 * long as `apt-get -s upgrade`, which counts the same.
 */
export function countAptUpdates(text: string): number | null {
	return /^Listing\.\.\./m.test(text) ? (text.match(/^\S+\/\S.* \[upgradable from: [^\]]+\]$/gm) ?? []).length : null;
}

/** /var/lib/update-notifier/updates-available of Ubuntu: "12 updates can be applied immediately." */
export function countNotifierUpdates(text: string): number | null {
	const [, count] = /^(\d+) (?:updates?|packages?) can be (?:applied|installed|updated)/m.exec(text) ?? [];
	return count === undefined ? null : Number(count);
}

/** `dnf -q -C check-update` (dnf 4, 5, yum 3): name.arch, version, repository; obsoleting ones come after a heading. */
export function countDnfUpdates(text: string): number | null {
	const updates = text.split(/^Obsoleting Packages/m, 1)[0] ?? '';
	return (updates.match(/^\S+\.\S+\s+\S+\s+\S+\s*$/gm) ?? []).length;
}

/** `apk version -l '<'` (apk-tools 2): `name-1.0-r0 < 1.1-r0` after a heading. */
export function countApkUpdates(text: string): number | null {
	return (text.match(/^\S+\s+<\s+\S+/gm) ?? []).length;
}

/** `pacman -Qu` (pacman 6): `name 1.0-1 -> 1.1-1`; ignored ones end in `[ignored]`. */
export function countPacmanUpdates(text: string): number | null {
	return text.split('\n').filter((line) => / -> /.test(line) && !line.endsWith('[ignored]')).length;
}

/** `zypper -q --no-refresh list-updates` (zypper 1.14): rows of the table start with `v`. */
export function countZypperUpdates(text: string): number | null {
	return (text.match(/^v\s*\|/gm) ?? []).length;
}
