using Palladium.Cedar.Authorization;
using Palladium.Cedar.Evaluation;

namespace Palladium.Cedar;

/// <summary>
/// The answer to a request, in space that is used again: deciding into the same object allocates nothing once it has grown. What it
/// holds is valid until the next decision into it. For one thread at a time.
/// </summary>
public sealed class CedarAnswer
{
    private Entry[] _entries = [];
    private int _count;
    private EvaluationError[] _raised = [];
    private int _raisedCount;
    private CedarPolicy[] _reasons = [];
    private int _reasonCount;
    private CedarPolicyError[] _errors = [];
    private int _errorCount;

    /// <summary>Allow or deny. Policies that err count as not applying: who wants to be stricter looks at the errors.</summary>
    public CedarDecision Decision { get; private set; }

    /// <summary>The determining policies in the order of the set: on allow all permits that apply, on deny all forbids that apply (none: nothing permitted it).</summary>
    public ReadOnlySpan<CedarPolicy> Reasons => _reasons.AsSpan(0, _reasonCount);

    /// <summary>The policies that could not be evaluated, in the order of the set.</summary>
    public ReadOnlySpan<CedarPolicyError> Errors => _errors.AsSpan(0, _errorCount);

    internal void Begin()
    {
        _count = _raisedCount = _reasonCount = _errorCount = 0;
        Decision = CedarDecision.Deny;
    }

    internal void Add(CompiledPolicy policy, Outcome outcome, in EvaluationError error)
    {
        // The index finds policies in its own order, and may find one twice: each is put in its place, once.
        var at = _count;
        while (at > 0 && _entries[at - 1].Policy.Position >= policy.Position)
        {
            if (ReferenceEquals(_entries[--at].Policy, policy))
            {
                return;
            }
        }

        Grow(ref _entries, _count + 1);
        _entries.AsSpan(at, _count - at).CopyTo(_entries.AsSpan(at + 1));
        _count++;
        var raised = -1;
        if (outcome == Outcome.Erred)
        {
            Grow(ref _raised, _raisedCount + 1);
            raised = _raisedCount++;
            _raised[raised] = error;
        }

        _entries[at] = new Entry(policy, raised);
    }

    internal void End()
    {
        var (isPermitted, isForbidden) = (false, false);
        foreach (ref readonly var entry in _entries.AsSpan(0, _count))
        {
            var isForbid = entry.Policy.Policy.IsForbid;
            isForbidden |= entry.Raised < 0 && isForbid;
            isPermitted |= entry.Raised < 0 && !isForbid;
        }

        Decision = isPermitted && !isForbidden ? CedarDecision.Allow : CedarDecision.Deny;
        Grow(ref _reasons, _count - _raisedCount);
        Grow(ref _errors, _raisedCount);
        foreach (ref readonly var entry in _entries.AsSpan(0, _count))
        {
            if (entry.Raised >= 0)
            {
                _errors[_errorCount++] = new CedarPolicyError(entry.Policy.Policy, _raised[entry.Raised]);
            }
            else if (entry.Policy.Policy.IsForbid == isForbidden)
            {
                _reasons[_reasonCount++] = entry.Policy.Policy;
            }
        }
    }

    private static void Grow<T>(ref T[] items, int count)
    {
        if (items.Length < count)
        {
            Array.Resize(ref items, Math.Max(8, count * 2));
        }
    }

    /// <summary>A policy that applies, or with the place of its error one that erred.</summary>
    private readonly record struct Entry(CompiledPolicy Policy, int Raised);
}

/// <summary>A policy that could not be evaluated.</summary>
public readonly struct CedarPolicyError
{
    private readonly EvaluationError _error;

    internal CedarPolicyError(CedarPolicy policy, in EvaluationError error)
    {
        Policy = policy;
        _error = error;
    }

    /// <summary>The policy.</summary>
    public CedarPolicy Policy { get; }

    /// <summary>What went wrong, and where in the policy's text. Made anew at each call.</summary>
    public CedarError ToError() => Policy.Syntax.Source.Error(_error.Offset, _error.Message());
}
