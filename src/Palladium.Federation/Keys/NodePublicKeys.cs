using Palladium.Federation.Charter;
using Palladium.Records;

namespace Palladium.Federation.Keys;

/// <summary>The public halves of a node's keys, before a network gives them names.</summary>
/// <param name="Log">Raw Ed25519 public key, 32 bytes.</param>
/// <param name="Transport">SHA-256 of the certificate's SubjectPublicKeyInfo, hexadecimal.</param>
/// <param name="Sealing">Raw X25519 public key, hexadecimal.</param>
public sealed record NodePublicKeys(ReadOnlyMemory<byte> Log, string Transport, string Sealing)
{
    /// <summary>The keys as a charter of that network names them.</summary>
    public MemberKeys ToCharter(string network, MemberId member)
    {
        var origin = LogOrigin.Of(network, member);
        return new MemberKeys(
            CharterKeys.Text(origin, CharterKeys.Ed25519, Log.Span),
            CharterKeys.Text(origin, CharterKeys.CosignatureV1, Log.Span),
            Transport,
            Sealing);
    }
}
