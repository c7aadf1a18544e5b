using System.Collections.Frozen;
using Palladium.Cedar;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Entities;
using Palladium.Records.Entries;

namespace Palladium.Doctrine.Gate;

/// <summary>
/// Decides under one doctrine. Stricter than Cedar: a forbid that errs denies, and so does whatever is missing. Every path
/// that does not end in a permit ends in a denial with a rule. Immutable and thread-safe; a new doctrine gets a new one.
/// </summary>
internal sealed class Decider(DoctrineBundle doctrine, IOpenPurposes? openPurposes)
{
    private readonly FrozenDictionary<string, DoctrinePolicy> _policies =
        doctrine.Policies.ToFrozenDictionary(policy => policy.Id, StringComparer.Ordinal);

    private readonly FrozenSet<string> _bases =
        doctrine.Manifest.Bases.Select(basis => basis.Id).ToFrozenSet(StringComparer.Ordinal);

    private readonly FrozenSet<string> _standing =
        doctrine.Plans.Where(plan => plan.Standing).Select(plan => plan.Id).ToFrozenSet(StringComparer.Ordinal);

    private readonly EntitySlice _actions = EntitySlice.Of(doctrine.Schema.ActionEntities);

    public DoctrineBundle Doctrine => doctrine;

    public GateDecision Decide(GateRequest request, CedarRecord context)
    {
        if (Unmet(request) is { } denial)
        {
            return denial;
        }

        if (!doctrine.Actions.Contains(request.Action))
        {
            return Deny(GateRules.UnknownAction, $"The doctrine knows no action '{request.Action}'.");
        }

        var answer = CedarAuthorizer.Authorize(
            doctrine.PolicySet,
            new CedarRequest(request.Principal, DoctrineEntities.Action(request.Action), request.Resource, context),
            new WithActions(request.Entities, _actions));
        foreach (var error in answer.Errors)
        {
            if (error.IsForbid)
            {
                return Deny(GateRules.ForbidErred, $"The rule '{error.PolicyId}', which may forbid this, could not be evaluated: {error.Message}", [error.PolicyId]);
            }
        }

        var reasons = answer.Reasons.Order(StringComparer.Ordinal).ToArray();
        if (reasons.Length == 0)
        {
            return Deny(GateRules.NoPermit, "No rule of the doctrine permits this.", reasons);
        }

        var words = _policies.GetValueOrDefault(reasons[0])?.Words ?? "";
        return new GateDecision(answer.Decision == CedarDecision.Allow, reasons[0], words, reasons, doctrine.Hash);
    }

    /// <summary>What must hold before any policy is asked.</summary>
    public GateDecision? Unmet(GateRequest request)
    {
        if (request.Purpose is not { } purpose || string.IsNullOrWhiteSpace(purpose.Ref))
        {
            return Deny(GateRules.NoPurpose, "Data is used for a purpose that exists, or not at all.");
        }

        if (!_bases.Contains(purpose.Basis))
        {
            return Deny(GateRules.UnknownBasis, $"The doctrine lists no legal basis '{purpose.Basis}'.");
        }

        if (!IsOpen(purpose))
        {
            return Deny(GateRules.PurposeNotOpen, $"There is no open {purpose.ClassWord} '{purpose.Ref}'.");
        }

        return EntityCheck.FirstMissing(request) is { } missing
            ? Deny(GateRules.EntityMissing, $"Nothing is known about {missing}.")
            : null;
    }

    private bool IsOpen(GatePurpose purpose) => purpose.Class switch
    {
        PurposeClass.Administration => true,
        PurposeClass.Plan => _standing.Contains(purpose.Ref) || openPurposes?.IsOpen(purpose) == true,
        _ => openPurposes?.IsOpen(purpose) == true,
    };

    private GateDecision Deny(string rule, string words, IReadOnlyList<string>? policies = null) =>
        new(false, rule, words, policies ?? [], doctrine.Hash);

    /// <summary>What the request brings, and the schema's actions, so that a rule can name a group of them.</summary>
    private sealed class WithActions(EntitySlice given, EntitySlice actions) : IEntityStore
    {
        public CedarEntityData? Find(EntityUid uid) => actions.Find(uid) ?? given.Find(uid);
    }
}
