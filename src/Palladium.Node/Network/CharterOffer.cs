using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Palladium.Doctrine.Bundle;
using Palladium.Federation.Charter;

namespace Palladium.Node.Network;

/// <summary>One version of the charter with its signatures.</summary>
/// <param name="Charter">Canonical JSON.</param>
/// <param name="Signatures">The stewards' signatures as a signed note.</param>
internal sealed record CharterDocument(byte[] Charter, string Signatures);

/// <summary>The chain of charters and the doctrine that the last one names, as one member hands them to another.</summary>
/// <param name="Versions">From the first to the one offered; those that the receiver has change nothing.</param>
/// <param name="Doctrine">The doctrine as <see cref="DoctrineBundle.Pack"/> writes it.</param>
internal sealed record CharterOffer(IReadOnlyList<CharterDocument> Versions, byte[] Doctrine)
{
    /// <summary>A whole chain with the doctrine that its last version names.</summary>
    public static CharterOffer Of(CharterChain chain, DoctrineBundle doctrine) =>
        new([.. chain.Versions.Select(version => new CharterDocument(version.Charter.ToCanonicalBytes(), version.ToNote()))], doctrine.Pack());

    /// <summary>Reads what <see cref="ToBytes"/> wrote, from anybody; false for anything else.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out CharterOffer? offer)
    {
        try
        {
            offer = JsonSerializer.Deserialize(bytes, CharterJsonContext.Default.CharterOffer);
        }
        catch (JsonException)
        {
            offer = null;
        }

        if (offer is { Versions: not null, Doctrine: not null } && offer.Versions.All(version => version is { Charter: not null, Signatures: not null }))
        {
            return true;
        }

        offer = null;
        return false;
    }

    /// <summary>The offer as it goes over the wire and into files.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, CharterJsonContext.Default.CharterOffer);
}

/// <summary>Whether an offer was put in force, or was in force already.</summary>
/// <param name="Adopted">True when it was put in force now.</param>
internal sealed record CharterTaken(bool Adopted);

/// <summary>Readers and writers, written by the compiler.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CharterOffer))]
[JsonSerializable(typeof(CharterTaken))]
internal sealed partial class CharterJsonContext : JsonSerializerContext;
