#!/usr/bin/env bash
# Makes the pictures of README from the real program on a real host: a throw-away systemd (test/support/systemd-host.sh) with a
# few ordinary daemons, one that failed and one that grinds. Needs root, and Debian's nginx-light and cron.
#
#   npm run build && bash scripts/screenshots.sh
set -euo pipefail
cd "$(dirname "$0")/.."
# The Node that the project pins.
export PATH=$PWD/node_modules/.bin:$PATH
host=web1
helper=test/support/systemd-host.sh
out=docs/screenshots
mkdir -p $out

unit() { # NAME TEXT…
	local name=$1
	shift
	printf '%s\n' "$@" | bash $helper run $host tee "/etc/systemd/system/$name" >/dev/null
}

# KEEP_PNG=1 leaves the PNGs beside the pictures, to look at.
picture() { # NAME KEYS [ARGUMENTS…]
	local name=$1 keys=$2
	shift 2
	node scripts/picture.mjs --out "$out/$name.svg" --columns 120 --rows 36 --title "opsdash on $host" --press "$keys" -- \
		bash $helper run $host env HOME=/srv/home XDG_STATE_HOME=/srv/home XDG_CACHE_HOME=/srv/home TERM=xterm-256color COLORTERM=truecolor LANG=C.UTF-8 "$PWD/bin/opsdash" "$@"
}

bash $helper down $host 2>/dev/null || true
bash $helper up $host >/dev/null
trap 'bash $helper down $host' EXIT

bash $helper run $host sh -c 'cat >/usr/local/bin/shop-worker; chmod +x /usr/local/bin/shop-worker; mkdir -p /srv/home' <<'WORKER'
#!/usr/bin/perl
# shop-worker NAME LOOPS MEBIBYTES CHILDREN: is called that, works so hard, holds so much, and has that many like it.
my ($name, $loops, $mebibytes, $children) = @ARGV;
my $held = 'x' x ($mebibytes * 1_048_576);
$0 = $name;
for (1 .. $children) { if (!fork) { $0 = $name =~ s/: master//r . ": worker $_"; last } }
while (1) { for (1 .. $loops) { } select undef, undef, undef, 0.05 }
WORKER
shop() { # UNIT DESCRIPTION NAME LOOPS MEBIBYTES CHILDREN [LINES OF UNIT…]
	local name=$1 description=$2 run="\"$3\" $4 $5 $6"
	shift 6
	unit "$name.service" '[Unit]' "Description=Shop: $description" "$@" '[Service]' "ExecStart=/usr/local/bin/shop-worker $run" \
		'[Install]' 'WantedBy=multi-user.target'
}
shop shop-worker 'resize pictures' 'shop-worker --queue pictures' 300000 40 0
shop shop-web 'storefront' 'shop-web: master' 20000 60 4
shop shop-search 'index of the catalogue' 'shop-search --index /srv/search' 60000 180 0
shop shop-queue 'queue of work' 'shop-queue --port 4222' 8000 25 0
shop shop-mail 'letters to customers' 'shop-mail --from-queue' 1000 12 0 'Requires=shop-queue.service' 'After=shop-queue.service'
shop shop-stock 'stock of the warehouse' 'shop-stock --from-queue' 3000 30 2 'Requires=shop-queue.service' 'After=shop-queue.service'
unit report-mailer.service '[Unit]' 'Description=Mail the nightly report' '[Service]' \
	'ExecStart=/bin/sh -c "echo connecting to mail.example.org:25; echo connection refused >&2; exit 1"'
unit backup.service '[Unit]' 'Description=Nightly backup' '[Service]' 'Type=oneshot' 'ExecStart=/bin/true'
unit backup.timer '[Timer]' 'OnCalendar=*-*-* 02:30:00' '[Install]' 'WantedBy=timers.target'
bash $helper run $host sh -c 'printf "events {}\nhttp { server { listen 127.0.0.1:8080; root /var/www/html; } }\n" >/etc/nginx/nginx.conf'
bash $helper run $host systemctl daemon-reload
bash $helper run $host systemctl start cron nginx shop-worker shop-web shop-search shop-queue shop-mail shop-stock backup.timer
bash $helper run $host systemctl start report-mailer || true

picture top 'wait:shop-worker,pause:9000' --tab top
picture services 'wait:report-mailer,pause:6000' --tab services
picture log 'wait:report-mailer,pause:5000,l,wait:refused,pause:400' --tab services
picture confirm 'wait:report-mailer,pause:800,/,shop-queue,enter,pause:400,X,wait:yes,pause:600' --tab services
picture network 'wait:LISTEN,pause:2500' --tab network
act() { # ARGUMENTS…
	bash $helper run $host env HOME=/srv/home XDG_STATE_HOME=/srv/home XDG_CACHE_HOME=/srv/home "$PWD/bin/opsdash" "$1" --yes "${@:2}" >/dev/null 2>&1 || true
}
act service restart nginx
act service enable shop-worker
act service reload nginx
act kill 1
act service start report-mailer
act run -- apt-get --simulate upgrade
act service stop shop-mail
picture history 'wait:nginx,pause:1500' --tab history

# The same host from elsewhere, by ssh.
away=$(mktemp -d)
trap 'rm -rf "$away"; bash $helper down $host' EXIT
address=127.90.0.1 port=22021
for key in id host_key; do ssh-keygen -q -t ed25519 -N '' -f "$away/$key"; done
bash $helper run $host tee /etc/ssh/picture_key <"$away/host_key" >/dev/null
bash $helper run $host tee /etc/ssh/picture_users <"$away/id.pub" >/dev/null
bash $helper run $host chmod 600 /etc/ssh/picture_key
printf '%s\n' "ListenAddress $address:$port" 'HostKey /etc/ssh/picture_key' 'AuthorizedKeysFile /etc/ssh/picture_users' 'UsePAM yes' |
	bash $helper run $host tee /etc/ssh/sshd_config >/dev/null
bash $helper run $host systemctl start ssh
echo "[$address]:$port $(cut -d' ' -f1,2 "$away/host_key.pub")" >"$away/known_hosts"
printf '%s\n' "Host $host" "HostName $address" "Port $port" 'User root' "IdentityFile $away/id" "UserKnownHostsFile $away/known_hosts" \
	'Host db1' 'ProxyJump bastion' 'Host bastion mail' >"$away/config"
node scripts/picture.mjs --out "$out/remote.svg" --columns 120 --rows 36 --title "opsdash web1" --env "HOME=$away" --env COLORTERM=truecolor \
	--press 'wait:report-mailer,pause:1500,@,pause:500' -- "$PWD/bin/opsdash" -F "$away/config" --tab services $host
[ -n "${KEEP_PNG:-}" ] || rm -f $out/*.png
