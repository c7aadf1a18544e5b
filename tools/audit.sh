#!/usr/bin/env bash
# Says which packages have known weaknesses, as far as the registries tell. Fails only when one is known: a registry that keeps no
# such list leaves the question open, and that is said.
set -uo pipefail
home=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
cd "$home"
. tools/need.sh
need_dotnet
need_node
found=0

report=$(timeout 120 dotnet list Palladium.slnx package --vulnerable --include-transitive 2>&1)
if grep -q 'has the following vulnerable packages' <<<"$report"; then
  printf '%s\n' "$report"
  found=1
elif grep -qiE 'NU1900|no vulnerab.* source|error|unable' <<<"$report" || ! grep -q 'no vulnerable packages' <<<"$report"; then
  echo "audit: the NuGet registry could not be asked; .NET packages were NOT checked"
else
  echo "audit: no .NET package has a weakness that the NuGet registry knows"
fi

for folder in src/Palladium.Web tests/Palladium.Benchmarks; do
  [ -f "$folder/package-lock.json" ] || continue
  report=$(cd "$folder" && timeout 60 npm audit --audit-level=high 2>&1)
  case $? in
    0) echo "audit: no npm package of $folder has a grave weakness that the registry knows" ;;
    *) if grep -qE '[0-9]+ vulnerabilit' <<<"$report"; then printf '%s\n' "$report"; found=1
       else echo "audit: the npm registry could not be asked; packages of $folder were NOT checked"; fi ;;
  esac
done
exit $found
