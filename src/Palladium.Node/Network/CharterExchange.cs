using Palladium.Federation.Charter;
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
    public byte[]? Offer() => keeper.Current()?.ToBytes();

    /// <inheritdoc />
    public async Task<Refusal?> TakeAsync(MemberId peer, ReadOnlyMemory<byte> offer, CancellationToken cancellation)
    {
        var refusal = (await keeper.OfferAsync(offer, fromPeer: true, cancellation)).Refusal;
        if (refusal is null && CharterOffer.TryRead(offer.Span, out var taken)
            && SignedCharter.Parse(taken.Versions[^1].Charter, taken.Versions[^1].Signatures).Accepted(out var followed, out _))
        {
            keeper.Heard(peer, followed.Hash);
        }

        return refusal;
    }
}
