using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Palladium.Doctrine.Proofs;

/// <summary>
/// The prover: a <c>z3</c> process that is given SMT-LIB 2 text. One process answers many questions, one after the other. Not thread-safe.
/// </summary>
public sealed class Z3 : IDisposable
{
    /// <summary>What to do when it is missing.</summary>
    public const string HowToInstall = "Install it with: sudo apt-get install -y z3";

    private readonly Process _process;

    private Z3(Process process) => _process = process;

    /// <summary>How long one question may take before the answer is unknown.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Starts it; null when there is no <c>z3</c> on this machine, see <see cref="HowToInstall"/>.</summary>
    public static Z3? Start()
    {
        try
        {
            var process = Process.Start(new ProcessStartInfo("z3", ["-in", "-smt2"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
                StandardInputEncoding = new UTF8Encoding(false),
            });
            return process is null ? null : new Z3(process);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Forgets everything and asks whether a script's assertions can hold together.</summary>
    /// <returns><c>sat</c>, <c>unsat</c>, <c>unknown</c>, or what it complains about.</returns>
    internal string Check(string script)
    {
        Write($"(reset)\n(set-option :timeout {Patience.TotalMilliseconds:0})\n{script}\n(check-sat)");
        return Read();
    }

    /// <summary>The values of terms in the model behind the last <c>sat</c>, as text.</summary>
    internal IReadOnlyDictionary<string, string> Values(IReadOnlyCollection<string> terms)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var term in terms)
        {
            Write($"(get-value ({term}))");
            // ((term value)), and the term as it was sent, but for spaces.
            var answer = Read();
            values[term] = LastOf(answer);
        }

        return values;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private void Write(string text)
    {
        _process.StandardInput.WriteLine(text);
        _process.StandardInput.Flush();
    }

    // One answer: a word on a line, or everything up to the parenthesis that closes the first.
    private string Read()
    {
        var answer = new StringBuilder();
        var (depth, inString, inSymbol) = (0, false, false);
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            foreach (var c in line)
            {
                inString ^= c == '"' && !inSymbol;
                inSymbol ^= c == '|' && !inString;
                depth += inString || inSymbol ? 0 : c == '(' ? 1 : c == ')' ? -1 : 0;
            }

            answer.Append(line).Append(' ');
            if (depth <= 0)
            {
                return answer.ToString().Trim();
            }
        }

        return "z3 ended before it answered";
    }

    private static string LastOf(string answer)
    {
        var inner = answer.AsSpan(0, answer.Length).Trim();
        if (!inner.StartsWith("((") || !inner.EndsWith("))"))
        {
            return answer;
        }

        inner = inner[2..^2];
        var (depth, start, inString, inSymbol) = (0, 0, false, false);
        for (var i = 0; i < inner.Length; i++)
        {
            var c = inner[i];
            inString ^= c == '"' && !inSymbol;
            inSymbol ^= c == '|' && !inString;
            if (inString || inSymbol)
            {
                continue;
            }

            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ' ' && depth == 0)
            {
                start = i + 1;
            }
        }

        return inner[start..].ToString();
    }
}
