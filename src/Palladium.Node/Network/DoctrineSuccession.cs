using System.Globalization;
using Palladium.Doctrine.Bundle;
using Palladium.Federation.Charter;
using Palladium.Records;

namespace Palladium.Node.Network;

/// <summary>Whether a doctrine follows the one that was in force before it in a chain of charters. A charter may change and keep its doctrine.</summary>
internal static class DoctrineSuccession
{
    /// <summary>Why it does not follow; null when it does.</summary>
    /// <param name="chain">The chain, with or without the version that names the doctrine.</param>
    /// <param name="doctrine">The doctrine.</param>
    /// <param name="known">The doctrine of a hash; null when it is not here, and then its version is not compared.</param>
    public static Refusal? Check(CharterChain chain, DoctrineBundle doctrine, Func<string, DoctrineBundle?> known)
    {
        if (chain.Versions.Select(version => version.Charter.Doctrine).LastOrDefault(hash => hash != doctrine.Hash) is not { } before)
        {
            return null;
        }

        var manifest = doctrine.Manifest;
        if (known(before)?.Manifest is { } old && (manifest.Version != old.Version + 1 || manifest.Name != old.Name))
        {
            return new Refusal("doctrine/version", "doctrine.version", string.Create(
                CultureInfo.InvariantCulture,
                $"This is {manifest.Name} version {manifest.Version}; what follows {old.Name} version {old.Version} is {old.Name} version {old.Version + 1}."));
        }

        return manifest.Parent == before
            ? null
            : new Refusal("doctrine/parent", "doctrine.parent", $"This doctrine names {manifest.Parent ?? "no version"} as the one before it; the charter before names {before}.");
    }
}
