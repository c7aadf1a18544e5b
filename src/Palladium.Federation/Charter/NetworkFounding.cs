using Palladium.Federation.Keys;
using Palladium.Records;

namespace Palladium.Federation.Charter;

/// <summary>A member at the founding of a network.</summary>
/// <param name="Id">Its short name.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Kind">A word of the doctrine.</param>
/// <param name="DataFolder">Its node's data folder, with keys in it (made when missing).</param>
/// <param name="PeerUrl">Where its node answers other nodes.</param>
/// <param name="PublicUrl">Where its public log and alerts are.</param>
public sealed record FoundingMember(MemberId Id, string Name, string Kind, string DataFolder, Uri PeerUrl, Uri PublicUrl);

/// <summary>What a network is founded with.</summary>
/// <param name="Network">Its name; same form as a member's name.</param>
/// <param name="Members">Its first members.</param>
/// <param name="Stewards">How many stewards get a key, 1 to 26; they are called <c>a</c>, <c>b</c>, ….</param>
/// <param name="Doctrine">Hash of the doctrine, 64 hexadecimal digits.</param>
/// <param name="OutFolder">Where the stewards' keys and a copy of the charter go.</param>
/// <param name="GraceSeconds">Grace period of later versions.</param>
public sealed record FoundingRequest(
    string Network, IReadOnlyList<FoundingMember> Members, int Stewards, string Doctrine, string OutFolder, int GraceSeconds = 86_400);

/// <summary>The founded network.</summary>
/// <param name="Charter">The first charter, signed.</param>
/// <param name="StewardKeyFiles">The private keys just made; they belong into safes, not onto nodes.</param>
public sealed record FoundedNetwork(SignedCharter Charter, IReadOnlyList<string> StewardKeyFiles);

/// <summary>Makes a network's first charter: <c>palladium network found</c>.</summary>
public static class NetworkFounding
{
    /// <summary>
    /// Makes the stewards' keys, writes and signs charter 1, and hands it to every node's data folder. Refuses, before
    /// anything is written, when a node already belongs to a network or a name is wrong.
    /// </summary>
    public static Outcome<FoundedNetwork> Found(FoundingRequest request)
    {
        if (!MemberId.Parse(request.Network).Accepted(out _, out var refusal))
        {
            return refusal with { Field = "network" };
        }

        if (request.Stewards is < 1 or > 26)
        {
            return new Refusal("stewards", "founding.stewards", "A network has 1 to 26 stewards.");
        }

        if (request.Members.FirstOrDefault(m => new CharterStore(m.DataFolder).IsFounded) is { } settled)
        {
            return new Refusal(settled.Id.Name, "founding.member", $"{settled.Id} already belongs to a network.");
        }

        Directory.CreateDirectory(request.OutFolder);
        var stewards = Enumerable.Range(0, request.Stewards).Select(i => StewardKey.Create(((char)('a' + i)).ToString())).ToList();
        try
        {
            return Found(request, stewards);
        }
        finally
        {
            stewards.ForEach(steward => steward.Dispose());
        }
    }

    private static Outcome<FoundedNetwork> Found(FoundingRequest request, List<StewardKey> stewards)
    {
        var charter = new NetworkCharter
        {
            Network = request.Network,
            Version = 1,
            Members = [.. request.Members.OrderBy(m => m.Id).Select(m => ToCharter(request.Network, m))],
            Stewards = [.. stewards.Select(steward => steward.ToCharter(request.Network))],
            Threshold = StewardQuorum.Least(stewards.Count),
            Witnesses = [.. request.Members.Select(m => m.Id).Order()],
            Doctrine = request.Doctrine,
            GraceSeconds = request.GraceSeconds,
        };

        // What we wrote is read again as if it came from outside, so that no node is handed what it would refuse.
        if (!NetworkCharter.Parse(charter.ToCanonicalBytes()).Accepted(out _, out var refusal))
        {
            return refusal;
        }

        var signed = stewards.Aggregate(SignedCharter.WithoutSignatures(charter), (document, steward) => document.With(steward));
        var files = stewards.Select(steward => steward.Save(request.OutFolder)).ToList();
        foreach (var folder in request.Members.Select(m => m.DataFolder).Append(request.OutFolder))
        {
            if (!new CharterStore(folder).Install(signed).Accepted(out _, out refusal))
            {
                return refusal;
            }
        }

        return new FoundedNetwork(signed, files);
    }

    private static CharterMember ToCharter(string network, FoundingMember member)
    {
        using var keys = NodeKeys.LoadOrCreate(member.DataFolder);
        return new CharterMember(
            member.Id, member.Name, member.Kind, keys.Public.ToCharter(network, member.Id), member.PeerUrl, member.PublicUrl);
    }
}
