using System.Text.Json;
using Palladium.Node.Peers;
using Palladium.Records;

namespace Palladium.Node.Network;

/// <summary>
/// Charters and doctrines between members: whoever hears that another follows an older version hands it the newer one, and
/// a node that lacks the doctrine of its charter asks for it. The bytes
/// are checked by the receiver like anybody's; who hands them over does not matter.
/// </summary>
internal sealed class CharterExchange(DoctrineKeeper keeper) : ICharterExchange
{
    /// <inheritdoc />
    public string InForce => keeper.Chain?.InForce.Hash ?? "";

    /// <inheritdoc />
    public bool IsOlder(string hash) => keeper.Chain is { } chain && hash != chain.InForce.Hash && chain.Versions.Any(version => version.Hash == hash);

    /// <inheritdoc />
    public bool LacksDoctrine => keeper.LacksDoctrine;

    /// <inheritdoc />
    public void Heard(MemberId peer, string hash) => keeper.Heard(peer, hash);

    /// <inheritdoc />
    public byte[]? Offer() => keeper.Current() is { } offer ? JsonSerializer.SerializeToUtf8Bytes(offer, JsonSerializerOptions.Web) : null;

    /// <inheritdoc />
    public async Task<Refusal?> TakeAsync(MemberId peer, ReadOnlyMemory<byte> offer, CancellationToken cancellation)
    {
        CharterOffer? read;
        try
        {
            read = JsonSerializer.Deserialize<CharterOffer>(offer.Span, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            read = null;
        }

        if (read is not { Versions: not null, Doctrine: not null })
        {
            return new Refusal("charter", "charter.offer", "An offer holds versions of the charter and a doctrine.");
        }

        var refusal = (await keeper.OfferAsync(read, fromPeer: true, cancellation)).Refusal;
        if (refusal is null && keeper.Chain?.InForce is { } inForce && read.Versions is [.., var last] && last.Charter.AsSpan().SequenceEqual(inForce.Charter.ToCanonicalBytes()))
        {
            keeper.Heard(peer, inForce.Hash);
        }

        return refusal;
    }
}
