using System.Security.Claims;
using Palladium.Cedar;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;
using Palladium.Node.People;
using Palladium.Records;

namespace Palladium.Node.Network;

/// <summary>Somebody who asks, with the entities that a decision about them needs.</summary>
/// <param name="Uid">Who.</param>
/// <param name="Entities">Who, and all members.</param>
/// <param name="Words">For refusals and counters: a role or a token's id, never a person's name.</param>
/// <param name="OnlySource">The only source that may be written, for a token that is tied to one; null for everybody else.</param>
/// <param name="Known">What the rules know of a person, who may come to be known differently while connected; null for everybody else.</param>
internal sealed record Asking(EntityUid Uid, EntitySlice Entities, string Words, string? OnlySource = null, CedarRecord? Known = null);

/// <summary>Turns whoever is signed in, or another member, into the principal that the doctrine speaks of.</summary>
internal sealed class Principals(NetworkDirectory network, Gate gate, TimeProvider clock)
{
    /// <summary>
    /// A signed-in person with the facts of this moment, or a token; null for neither, which every caller must deny. A person is
    /// known with what the schema of the doctrine in force declares of people.
    /// </summary>
    public Asking? Of(ClaimsPrincipal user)
    {
        var self = network.Self;
        if (user.PersonId() is { } person && user.Grants() is { } grants)
        {
            var facts = grants.At(clock.GetUtcNow());
            var entity = gate.Doctrine is { } doctrine
                ? DoctrineEntities.Person(person, self.Id, self.Kind, facts, doctrine.Schema)
                : DoctrineEntities.Person(person, self.Id, self.Kind, facts.Roles);
            return new Asking(entity.Uid, network.Entities.With(entity), "person", Known: entity.Attributes);
        }

        if (user.TokenId() is { } token)
        {
            var entity = DoctrineEntities.Token(token, self.Id, self.Kind, Scopes(user));
            return new Asking(entity.Uid, network.Entities.With(entity), $"token {token}", user.BoundSource());
        }

        return null;
    }

    // The doctrine speaks of reading and writing; which part of the interface a token opens is the node's own matter.
    private static IEnumerable<string> Scopes(ClaimsPrincipal user) =>
        user.Scopes().SelectMany(scope => new[] { scope, scope[(scope.LastIndexOf(':') + 1)..] }).Distinct(StringComparer.Ordinal);

    /// <summary>Another member of the network.</summary>
    public Asking Of(MemberId member) => new(DoctrineEntities.MemberUid(member), network.Entities, member.Name);
}
