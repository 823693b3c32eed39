#!/bin/sh
# Puts an image's root file system together: image-root.sh ROOT EXECUTABLE…
#
# Copies the libraries that the executables load, and of the packages they come from the licence and the entry in the
# package database, as /var/lib/dpkg/status.d has them where scanners look.
set -eu
root=$1
shift
system="usr/lib/$(uname -m)-linux-gnu"
swift=usr/lib/swift/linux
mkdir -p "$root/$system" "$root/$swift" "$root/var/lib/dpkg/status.d" "$root/etc/ssl/certs" "$root/usr/local/bin"
for link in lib lib64 bin sbin; do
    mkdir -p "$root/usr/$link"
    ln -s "usr/$link" "$root/$link"
done

for executable; do ldd "$executable" >"/tmp/${executable##*/}.libraries"; done
if grep -h 'not found' /tmp/*.libraries; then exit 1; fi
# "name => /path (address)", and the loader as "/path (address)".
libraries=$(sed -n 's/^[^/]*\(\/[^ ]*\) (0x.*/\1/p' /tmp/*.libraries | sort -u)

owned=/etc/ssl/certs/ca-certificates.crt
zones=/usr/share/zoneinfo
packages="ca-certificates base-files tzdata"
for library in $libraries; do
    case $library in
    */swift/linux/*)
        # Their names are for debuggers, and a sixth of their size.
        strip --strip-unneeded -o "$root/$swift/${library##*/}" "$library"
        ;;
    *)
        cp -L "$library" "$root/$system/"
        case $library in */ld-linux*) ln -s "/$system/${library##*/}" "$root/usr${library#/usr}" ;; esac
        file=$(readlink -f "$library")
        package=$(dpkg -S "$file" 2>/dev/null || dpkg -S "${file#/usr}")
        packages="$packages ${package%%:*}"
        ;;
    esac
done
cp -L "$owned" "$root$owned"
mkdir -p "$root${zones%/*}"
cp -a "$zones" "$root$zones"
cp -L /usr/lib/os-release "$root/etc/os-release"
# shellcheck disable=SC2086 # one word each
for package in $(printf '%s\n' $packages | sort -u); do
    dpkg-query --status "$package" >"$root/var/lib/dpkg/status.d/$package"
    mkdir -p "$root/usr/share/doc/$package"
    cp -L "/usr/share/doc/$package/copyright" "$root/usr/share/doc/$package/"
done

printf 'root:x:0:0:root:/:/nonexistent\nqtp:x:65532:65532:qtp:/var/lib/quantum-trader-pro:/nonexistent\n' >"$root/etc/passwd"
printf 'root:x:0:\nqtp:x:65532:\n' >"$root/etc/group"
printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"
mkdir "$root/tmp"
chmod 1777 "$root/tmp"
# Volumes take the owner of the folder they are mounted over.
mkdir -p "$root/var/lib/quantum-trader-pro" "$root/secrets"
for name in "$@" worker redis postgres operator loader; do mkdir -m 0700 "$root/secrets/${name##*/}"; done
chown -R 65532:65532 "$root/var/lib/quantum-trader-pro" "$root/secrets"
