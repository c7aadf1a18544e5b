using System.Text.Json.Serialization;

namespace Palladium.Web.Contract;

/// <summary>A member by id, name and kind.</summary>
/// <param name="Id">Its id in the network.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Kind">A word of the doctrine: <c>police</c>, <c>fire</c>, <c>transit</c>.</param>
public sealed record MemberRefDto(string Id, string Name, string Kind);

/// <summary>Who is asking: <see cref="PalladiumRoutes.Me"/>. 401 with a <see cref="ProblemDto"/> when nobody is signed in.</summary>
/// <param name="Person">The person's id within the member, or the token's name.</param>
/// <param name="Name">The person's name.</param>
/// <param name="Roles">Roles that the member gave: <c>operator</c>, <c>steward</c>, <c>auditor</c>.</param>
/// <param name="Member">The member whose node this is.</param>
/// <param name="Network">The network's name; null for a node that has not joined one.</param>
/// <param name="Exercise">True where the session works in an exercise: the console then shows the hatched band.</param>
/// <param name="May">
/// The actions of the doctrine that may be offered to the person (<c>openIncident</c>, <c>sendPublicMessage</c>,
/// <c>administer</c>, <c>audit</c>). Only for not showing what would be denied; the node decides again on every act.
/// </param>
public sealed record MeDto(
    string Person,
    string Name,
    IReadOnlyList<string> Roles,
    MemberRefDto Member,
    string? Network,
    bool Exercise,
    IReadOnlyList<string> May);

/// <summary>
/// Why a request was not done: what the console reads of the body (RFC 9457) of every answer with status 400, 401, 403, 404, 409 or 422.
/// </summary>
/// <param name="Field">The field at fault, as a JSON pointer or a parameter's name; empty when it is the whole request.</param>
/// <param name="Rule">Short stable identifier of the rule, or the id of the policy that denied.</param>
/// <param name="Message">One sentence for a person: what is wrong and what to do.</param>
/// <param name="Line">Line in the text that was sent, from 1, where there is one.</param>
/// <param name="Column">Column in the text that was sent, from 1, where there is one.</param>
public sealed record ProblemDto(
    string Field, string Rule, [property: JsonPropertyName("detail")] string Message, int? Line = null, int? Column = null);

/// <summary>A pointer to an entry in a member's log.</summary>
/// <param name="Member">Whose log.</param>
/// <param name="Index">Its place in that log, from 0.</param>
/// <param name="Kind">Its kind, <c>release</c>.</param>
public sealed record EntryRefDto(string Member, long Index, string Kind);
