using System.Text.Json.Nodes;
using Palladium.Records;
using Palladium.Records.Json;

namespace Palladium.Federation.Release;

/// <summary>The body of a <c>lease.closed</c> entry; holder and recipient log the same numbers when nothing was lost.</summary>
/// <param name="Lease">Id of the request entry that the lease answers.</param>
/// <param name="Holder">Who sent.</param>
/// <param name="Recipient">Who received.</param>
/// <param name="Count">Rows.</param>
/// <param name="Sha256">Over every row's bytes, each followed by a newline; 64 hexadecimal digits.</param>
/// <param name="Complete">Whether the end line was reached on this side.</param>
public sealed record LeaseClosedBody(string Lease, MemberId Holder, MemberId Recipient, long Count, string Sha256, bool Complete)
{
    /// <summary>The body's bytes.</summary>
    public byte[] ToCanonicalBytes() => CanonicalJson.Write(new JsonObject
    {
        ["complete"] = Complete,
        ["count"] = Count,
        ["holder"] = Holder.Name,
        ["lease"] = Lease,
        ["recipient"] = Recipient.Name,
        ["sha256"] = Sha256,
        ["v"] = 1,
    });
}
