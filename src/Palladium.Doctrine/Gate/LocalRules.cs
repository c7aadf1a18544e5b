using System.Collections.Immutable;
using Palladium.Cedar;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Entities;
using Palladium.Records;

namespace Palladium.Doctrine.Gate;

/// <summary>
/// What one member rules for itself, apart from the doctrine: it may forbid more, but not what the doctrine protects, and permit more over
/// what is its own. Immutable.
/// </summary>
public sealed class LocalRules
{
    private LocalRules(PolicySet policies, ImmutableArray<DoctrinePolicy> described, bool onlyForbid)
    {
        Policies = policies;
        Described = described;
        OnlyForbid = onlyForbid;
    }

    /// <summary>What stands before the id of a local rule wherever it decides.</summary>
    public const string Prefix = "local:";

    /// <summary>The rules for people.</summary>
    public ImmutableArray<DoctrinePolicy> Described { get; }

    /// <summary>Whether what they permit does not count.</summary>
    public bool OnlyForbid { get; }

    internal PolicySet Policies { get; }

    /// <summary>
    /// The same rules under a doctrine that they do not fit any more: what they permit is over, and what they forbid goes on being forbidden,
    /// since a change by others must not open what a member keeps closed. What that doctrine protects stays open all the same.
    /// </summary>
    public LocalRules Outdated() => new(Policies, Described, onlyForbid: true);

    /// <summary>Reads rules that fitted an earlier doctrine and do not fit this one: see <see cref="Outdated"/>. Null when they are no policies.</summary>
    public static LocalRules? ReadOutdated(string text, string file) => PolicySet.Parse(text, file).Value is { } policies
        ? new LocalRules(policies, PolicyFiles.Describe(policies, []), onlyForbid: true)
        : null;

    /// <summary>Reads the file; null, with everything that is wrong by line and column, when there is any fault.</summary>
    /// <param name="text">Cedar policies, each with <c>@id</c> and <c>@rule</c>.</param>
    /// <param name="file">The file's name, for the problems.</param>
    /// <param name="self">The member whose rules they are.</param>
    /// <param name="doctrine">The doctrine in force.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static LocalRules? Read(string text, string file, MemberId self, DoctrineBundle doctrine, ICollection<DoctrineProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(doctrine);
        ArgumentNullException.ThrowIfNull(problems);
        var found = new List<DoctrineProblem>();
        var parsed = PolicySet.Parse(text, file);
        found.AddRange(parsed.Errors.Select(error => PolicyFiles.Problem(error, "cedar.syntax")));
        if (parsed.Value is { } policies)
        {
            found.AddRange(CedarValidator.Validate(policies, doctrine.Schema).Select(error => PolicyFiles.Problem(error, "cedar.validation")));
            var described = PolicyFiles.Describe(policies, found);
            foreach (var policy in policies.Policies)
            {
                if (Overreach(policy, self, doctrine) is { } message)
                {
                    found.Add(new(file, policy.Line, policy.Column, policy.IsForbid ? "local.protected" : "local.own", message));
                }
                else if (doctrine.PolicySet.Find(policy.Id) is not null)
                {
                    found.Add(new(file, policy.Line, policy.Column, "policies.id", $"The doctrine has a rule '{policy.Id}' already."));
                }
            }

            if (found.Count == 0)
            {
                return new LocalRules(policies, described, onlyForbid: false);
            }
        }

        found.ForEach(problems.Add);
        return null;
    }

    // Told by the head alone: conditions can be true for anything.
    private static string? Overreach(CedarPolicy policy, MemberId self, DoctrineBundle doctrine)
    {
        var own = DoctrineEntities.MemberUid(self);
        if (!policy.IsForbid)
        {
            return policy.ResourceIn == own ? null : $"A member's own rule permits over 'resource in {own}' only; write that in its head.";
        }

        return doctrine.Manifest.Protected.FirstOrDefault(action => policy.CoversAction(DoctrineEntities.Action(action), doctrine.Schema)) is { } action
            ? $"The doctrine protects '{action}', so a member may not forbid it; name the actions that this forbids."
            : null;
    }
}
