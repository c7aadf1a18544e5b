using System.Text;

namespace Palladium.Log;

/// <summary>How a witness took a checkpoint.</summary>
public enum WitnessOutcome
{
    /// <summary>It took the checkpoint; the cosignatures are verified.</summary>
    Cosigned,

    /// <summary>It holds another size than was believed. The next request takes that into account: ask again.</summary>
    OtherSize,

    /// <summary>It holds a larger head of this log than the one offered: an old copy is running, or somebody else signs with the same key.</summary>
    Ahead,

    /// <summary>It does not cosign this.</summary>
    Refused,
}

/// <summary>Answer of a witness as a log understands it.</summary>
/// <param name="Outcome">What happened.</param>
/// <param name="Cosignatures">Correct cosignatures by known keys; empty unless cosigned.</param>
/// <param name="Why">The reason where there is one.</param>
public sealed record WitnessReply(WitnessOutcome Outcome, IReadOnlyList<NoteSignature> Cosignatures, LogRefusal? Why = null);

/// <summary>
/// The log's side of <c>add-checkpoint</c> towards one witness, without the connection: <see cref="Next"/> gives the body to
/// post, <see cref="Receive"/> takes the answer. Remembers which size the witness has. For one caller at a time.
/// </summary>
/// <param name="witness">The keys under which the witness cosigns; none for a mirror, which only takes note here.</param>
public sealed class WitnessSubmission(params IReadOnlyList<NoteVerifierKey> witness)
{
    /// <summary>The size that the witness cosigned last, as far as is known.</summary>
    public long Size { get; private set; }

    /// <summary>The request for a head of the log.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The witness holds a larger one.</exception>
    public AddCheckpointRequest Next(LogReader log, SignedCheckpoint head) => AddCheckpointRequest.For(log, head, Size);

    /// <summary>Takes what the witness answered to the request for a head.</summary>
    public WitnessReply Receive(SignedCheckpoint head, int status, string? contentType, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(head);
        switch (status)
        {
            case 200:
                List<NoteSignature> right = [.. TlogAnswer.Lines(body).Where(line =>
                    witness.Any(key => Cosignature.Verify(key, head.Note.Text, line) is not null)).Distinct()];
                if (right.Count == 0 && witness.Count > 0)
                {
                    return Refused("must hold a cosignature of the witness over the checkpoint");
                }

                Size = head.Checkpoint.Size;
                return new WitnessReply(WitnessOutcome.Cosigned, right);
            case 409 when contentType == TlogAnswer.SizeType && body is [.. var digits, (byte)'\n']
                && LogLines.TryNumber(Encoding.Latin1.GetString(digits), out var size):
                if (size == Size)
                {
                    // It holds what we believed and still sees a conflict: another root of the same size.
                    return Refused("names the size that was asked for: the witness holds another root");
                }

                Size = size;
                return new WitnessReply(size > head.Checkpoint.Size ? WitnessOutcome.Ahead : WitnessOutcome.OtherSize, []);
            default:
                return Refused($"has status {status}");
        }

        static WitnessReply Refused(string rule) => new(WitnessOutcome.Refused, [], new LogRefusal("answer", rule));
    }
}
