using Palladium.Records;

namespace Palladium.Federation.Charter;

/// <summary>
/// Which earlier versions of the charter still count. A version goes on to count for its own grace period after its successor came into force
/// here, or until every member is known to follow a later one, whichever is first.
/// </summary>
public static class CharterGrace
{
    /// <summary>The earlier versions that count, the oldest first, each with the time from which on it does not.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="self">The member that asks: it follows the version in force.</param>
    /// <param name="followedBy">Hash of the version that a member is known to follow; null when that is not known.</param>
    /// <param name="since">When a version came into force here.</param>
    /// <param name="now">The time.</param>
    public static IReadOnlyList<(SignedCharter Version, DateTimeOffset Until)> Of(
        CharterChain chain, MemberId self, Func<MemberId, string?> followedBy, Func<SignedCharter, DateTimeOffset> since, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(chain);
        var versions = chain.Versions;
        var oldest = chain.InForce.Charter.Members.Where(member => member.Id != self)
            .Select(member => Math.Max(0, PlaceOf(followedBy(member.Id)))).DefaultIfEmpty(versions.Count - 1).Min();
        return
        [
            .. Enumerable.Range(oldest, versions.Count - 1 - oldest)
                .Select(i => (versions[i], since(versions[i + 1]) + TimeSpan.FromSeconds(versions[i].Charter.GraceSeconds)))
                .Where(version => now < version.Item2),
        ];

        int PlaceOf(string? hash)
        {
            for (var i = versions.Count - 1; i >= 0; i--)
            {
                if (versions[i].Hash == hash)
                {
                    return i;
                }
            }

            return -1;
        }
    }
}
