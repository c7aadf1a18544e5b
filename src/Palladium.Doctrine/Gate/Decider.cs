using System.Collections.Frozen;
using Palladium.Cedar;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Entities;
using Palladium.Records.Entries;

namespace Palladium.Doctrine.Gate;

/// <summary>
/// Decides under one doctrine. Stricter than Cedar: a forbid that errs denies, and so does whatever is missing or not as the
/// schema declares it. Every path that does not end in a permit ends in a denial with a rule. Immutable and thread-safe; a new
/// doctrine gets a new one.
/// </summary>
internal sealed class Decider(DoctrineBundle doctrine, IOpenPurposes? openPurposes)
{
    [ThreadStatic]
    private static CedarAnswer? _answer;

    // What a policy says when it alone decides, which is the rule: made once.
    private readonly FrozenDictionary<string, GateDecision> _alone = doctrine.PolicySet.Policies.ToFrozenDictionary(
        policy => policy.Id,
        policy => new GateDecision(!policy.IsForbid, policy.Id, doctrine.WordsOf(policy.Id), [policy.Id], doctrine.Hash),
        StringComparer.Ordinal);

    private readonly FrozenDictionary<string, EntityUid> _actionUids =
        doctrine.Actions.ToFrozenDictionary(name => name, DoctrineEntities.Action, StringComparer.Ordinal);

    private readonly FrozenSet<string> _bases =
        doctrine.Manifest.Bases.Select(basis => basis.Id).ToFrozenSet(StringComparer.Ordinal);

    private readonly FrozenSet<string> _standing =
        doctrine.Plans.Where(plan => plan.Standing).Select(plan => plan.Id).ToFrozenSet(StringComparer.Ordinal);

    private readonly EntitySlice _actions = EntitySlice.Of(doctrine.Schema.ActionEntities);

    public DoctrineBundle Doctrine => doctrine;

    /// <summary>Whether this doctrine asks whether an incident was confirmed.</summary>
    public bool AsksForConfirmation { get; } = doctrine.Actions.Any(action => GateContext.AsksForConfirmation(doctrine.Schema, action));

    public GateDecision Decide(GateRequest request, CedarRecord context)
    {
        if (Unmet(request) is { } denial)
        {
            return denial;
        }

        if (!_actionUids.TryGetValue(request.Action, out var action))
        {
            return Deny(GateRules.UnknownAction, $"The doctrine knows no action '{request.Action}'.");
        }

        var question = new CedarRequest(request.Principal, action, request.Resource, doctrine.Schema.KeepDeclared(action, context));
        if (!CedarValidator.IsValid(question, doctrine.Schema))
        {
            return Deny(GateRules.RequestInvalid, $"This is no request that the doctrine's schema knows: {CedarValidator.ValidateRequest(question, doctrine.Schema)[0]}.");
        }

        var answer = _answer ?? new CedarAnswer();
        _answer = null;
        var entities = request.Entities.Under(doctrine.Schema).Entities;
        CedarAuthorizer.Authorize(doctrine.PolicySet, question, new WithActions(entities, _actions), answer);
        var decision = Read(answer);
        _answer = answer;
        return decision.Permitted ? OutOfPurpose(request, context, entities) ?? decision : decision;
    }

    // After the policies, so that a doctrine that says the same in its own words is heard with them.
    private GateDecision? OutOfPurpose(GateRequest request, CedarRecord context, EntitySlice entities)
    {
        var purpose = request.Purpose!.Class;
        if (doctrine.Manifest.Sensitive.Contains(request.Action) && (purpose != PurposeClass.Incident || !IsTrue(context, GateContext.ConfirmedName)))
        {
            return Deny(GateRules.NotConfirmed, $"'{request.Action}' is sensitive: it needs an incident that somebody else confirmed.");
        }

        return purpose == PurposeClass.Exercise && !IsTrue(entities.Find(request.Resource)!.Attributes, "exercise")
            ? Deny(GateRules.ExerciseOnly, "An exercise reaches what was made for an exercise, and nothing else.")
            : null;

        static bool IsTrue(CedarRecord record, string name) => record.TryGet(name, out var value) && value is CedarBool { Value: true };
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

        var verdict = request.Entities.Under(doctrine.Schema);
        if (verdict.Invalid is { } invalid)
        {
            return Deny(GateRules.EntityInvalid, $"Something that this is about is not as the doctrine's schema declares it: {invalid}.");
        }

        return (Absent(request.Principal) ?? Absent(request.Resource) ?? verdict.Missing) is { } missing
            ? Deny(GateRules.EntityMissing, $"Nothing is known about {missing}.")
            : null;

        EntityUid? Absent(EntityUid uid) => request.Entities.Find(uid) is null ? uid : null;
    }

    private GateDecision Read(CedarAnswer answer)
    {
        foreach (ref readonly var error in answer.Errors)
        {
            if (error.Policy.IsForbid)
            {
                return Deny(
                    GateRules.ForbidErred,
                    $"The rule '{error.Policy.Id}', which may forbid this, could not be evaluated: {error.ToError()}", [error.Policy.Id]);
            }
        }

        if (answer.Reasons.Length == 0)
        {
            return Deny(GateRules.NoPermit, "No rule of the doctrine permits this.");
        }

        if (answer.Reasons.Length == 1)
        {
            return _alone[answer.Reasons[0].Id];
        }

        var reasons = new string[answer.Reasons.Length];
        for (var i = 0; i < reasons.Length; i++)
        {
            reasons[i] = answer.Reasons[i].Id;
        }

        Array.Sort(reasons, StringComparer.Ordinal);
        return _alone[reasons[0]] with { Policies = reasons };
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
        public CedarEntityData? Find(EntityUid uid) => given.Find(uid) ?? actions.Find(uid);
    }
}
