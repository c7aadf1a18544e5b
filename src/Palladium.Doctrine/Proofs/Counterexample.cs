using System.Text;
using Palladium.Cedar;

namespace Palladium.Doctrine.Proofs;

/// <summary>A request with its entities; the gate was asked and decides it as the counterexample says.</summary>
/// <param name="Request">The request.</param>
/// <param name="Entities">All entities that it refers to.</param>
/// <param name="Permitted">How the gate decides it.</param>
/// <param name="Rules">By which policies, or by which rule of its own.</param>
public sealed record Counterexample(CedarRequest Request, IReadOnlyList<CedarEntityData> Entities, bool Permitted, IReadOnlyList<string> Rules)
{
    /// <summary>The request and the entities in Cedar's syntax, one to a line.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(Permitted ? "permitted" : "denied").Append(" by ").AppendLine(string.Join(", ", Rules));
        text.Append("principal ").AppendLine(Request.Principal.ToString());
        text.Append("action    ").AppendLine(Request.Action.ToString());
        text.Append("resource  ").AppendLine(Request.Resource.ToString());
        text.Append("context   ").AppendLine(Request.Context.ToString());
        foreach (var entity in Entities.OrderBy(entity => entity.Uid.ToString(), StringComparer.Ordinal))
        {
            text.Append("entity    ").Append(entity.Uid).Append(entity.Parents.Count > 0 ? $" in [{string.Join(", ", entity.Parents)}]" : "")
                .Append(' ').AppendLine(entity.Attributes.ToString());
        }

        return text.ToString().TrimEnd();
    }
}
