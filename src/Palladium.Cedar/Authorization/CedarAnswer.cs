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
        _count = 0;
        Decision = CedarDecision.Deny;
    }

    internal void Add(CompiledPolicy policy, Outcome outcome, in EvaluationError error)
    {
        if (_count == _entries.Length)
        {
            Array.Resize(ref _entries, Math.Max(16, _count * 2));
        }

        _entries[_count++] = new Entry(policy, outcome, error);
    }

    internal void End()
    {
        _entries.AsSpan(0, _count).Sort(static (a, b) => a.Policy.Position.CompareTo(b.Policy.Position));
        var (permits, forbids, erred) = (0, 0, 0);
        foreach (ref readonly var entry in _entries.AsSpan(0, _count))
        {
            permits += entry is { Outcome: Outcome.Applies, Policy.Policy.IsForbid: false } ? 1 : 0;
            forbids += entry is { Outcome: Outcome.Applies, Policy.Policy.IsForbid: true } ? 1 : 0;
            erred += entry.Outcome == Outcome.Erred ? 1 : 0;
        }

        Decision = forbids == 0 && permits > 0 ? CedarDecision.Allow : CedarDecision.Deny;
        Grow(ref _reasons, permits + forbids);
        Grow(ref _errors, erred);
        _reasonCount = _errorCount = 0;
        CompiledPolicy? last = null;
        foreach (ref readonly var entry in _entries.AsSpan(0, _count))
        {
            // The index may find a policy twice.
            if (ReferenceEquals(entry.Policy, last))
            {
                continue;
            }

            last = entry.Policy;
            if (entry.Outcome == Outcome.Erred)
            {
                _errors[_errorCount++] = new CedarPolicyError(entry.Policy.Policy, entry.Error);
            }
            else if (entry.Policy.Policy.IsForbid == forbids > 0)
            {
                _reasons[_reasonCount++] = entry.Policy.Policy;
            }
        }
    }

    private static void Grow<T>(ref T[] items, int count)
    {
        if (items.Length < count)
        {
            items = new T[count * 2];
        }
    }

    private readonly record struct Entry(CompiledPolicy Policy, Outcome Outcome, EvaluationError Error);
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
