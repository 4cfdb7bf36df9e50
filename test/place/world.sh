# world.sh PLACE WORK ATTACKER ROUNDS SECONDS TOOL…
#
# Process 1 of a pid namespace of its own, in which nobody is but the attacker and the tool: what is attacked is
# everything that is there. Runs the tool against that place until the rounds are made or the time is over; what
# came of each round, and what the attacker counted, is left in WORK.
set -eu
place=$1 work=$2 attacker=$3 rounds=$4 seconds=$5
shift 5
minor=$(sed -n 's/ *\([0-9]*\) userfaultfd$/\1/p' /proc/misc)

# A root of its own with nothing of the host's but /usr, and what is left of the host's is let go of. $1: how /proc
# gets there.
box='root=$1/root work=$1 attacker=$2 proc=$3; shift 3
  mount --make-rprivate / && mount -t tmpfs -o mode=755 none $root && cd $root && mkdir proc dev usr hidden old
  mount --rbind /usr usr; ln -s usr/bin usr/sbin usr/lib usr/lib64 .; cp $attacker attacker
  touch fuse; mount --bind $work/fuse fuse
  case $proc in
    own) mount -t proc proc proc ;;
    host) mount --rbind /proc proc ;;
    fifos) mount --rbind /proc proc; mount --rbind /proc hidden ;;
  esac
  pivot_root . old; umount -l old; cd /
  if [ $proc = fifos ]; then
    umount -l /proc; umask 0; mkdir -p proc/self/fd proc/self/ns proc/self/attr
    cd proc; mkfifo misc meminfo self/maps self/smaps self/status self/mem self/environ self/ns/user \
      self/attr/current filesystems; cd /
  fi
  exec "$@"'
# As container engines leave them to root.
caps='-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap,+net_bind_service,+net_raw,+sys_chroot'
caps="$caps,+mknod,+audit_write,+setfcap"
contained="setpriv --bounding-set=$caps --inh-caps=-all"
user='setpriv --reuid=4242 --regid=4242 --clear-groups'
mkdir "$work/root"
mknod -m 666 "$work/fuse" c 10 229

case $place in
  container) unshare -mpf sh -ec "$box" sh "$work" "$attacker" own $contained /attacker --signals --swap "$minor" ;;
  host-pids) unshare -m sh -ec "$box" sh "$work" "$attacker" host $contained /attacker --signals --swap "$minor" ;;
  user-namespace) exec $user unshare -Urm sh -ec "$box" sh "$work" "$attacker" host /attacker --signals --swap "$minor" ;;
  hanging) exec $user unshare -Urm sh -ec "$box" sh "$work" "$attacker" fifos /attacker --proc /hidden --hang /fuse /dev ;;
  as-nobody) exec setpriv --reuid=65534 --regid=65534 --clear-groups "$attacker" --signals ;;
esac > "$work/attacks" 2> "$work/attacker.err" &
outer=$!
until grep -q ready "$work/attacks"; do
  [ ! -s "$work/attacker.err" ]
  sleep 0.1
done
# The attacker itself: the last of the line of children.
inner=$outer
while next=$(cut -d' ' -f1 "/proc/$inner/task/$inner/children") && [ -n "$next" ]; do inner=$next; done

case $place in
  as-nobody) set -- "$@" --as nobody ;;
  *) set -- "$@" --like-pid "$inner" ;;
esac
until=$(($(date +%s) + seconds))
round=0
while [ $round -lt "$rounds" ] && [ "$(date +%s)" -lt $until ]; do
  round=$((round + 1))
  status=0
  timeout -k 1 60 "$@" > "$work/$round.json" 2> "$work/$round.err" || status=$?
  echo $status > "$work/$round.status"
done
kill -TERM "$inner"
wait $outer || :
