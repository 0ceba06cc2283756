"""The Python module, in the build or, with INKLING_LIBRARY unset and the module on the path, where it is installed."""

import os
import signal
import threading
import unittest

import inkling

NAMES = [("ada lovelace", "lovelace"), ("alan turing", "turing")]


class ModuleTest(unittest.TestCase):
    def test_solves_texts(self):
        answer = inkling.solve(NAMES, ["grace hopper", "kurt goedel"])
        self.assertTrue(answer.solved)
        self.assertEqual(answer.predictions, ["hopper", "goedel"])
        self.assertEqual(answer("emmy noether"), "noether")
        self.assertEqual(answer.domain, "strings")
        self.assertTrue(answer.others)
        self.assertGreater(answer.confidence, 0)
        self.assertIn("inkling.Answer", repr(answer))

    def test_solves_lists_and_several_inputs(self):
        answer = inkling.solve({(1, 2): 3, (5, 5): 10, (2, 7): 9}, [(20, 22)], domain="lists", solver="enumerate",
                               evaluations=100000, budget=20)
        self.assertEqual(answer.predictions, [42])
        self.assertEqual(answer(1, 1), 2)
        self.assertEqual(inkling.solve([([3, 1, 2], [1, 2, 3]), ([9, 4], [4, 9])], [[7, 5]]).predictions, [[5, 7]])

    def test_runs_programs(self):
        self.assertEqual(inkling.run("head(x0)", [[[3, 1]], [[]]], "lists"), [3, None])

    def test_says_what_is_wrong(self):
        with self.assertRaises(inkling.Error) as raised:
            inkling.solve(NAMES, solver="enumerat")
        self.assertEqual(raised.exception.code, "not_found")
        self.assertIn("enumerate", str(raised.exception))
        with self.assertRaises(inkling.Error):
            inkling.solve([])
        with self.assertRaises(AttributeError):
            inkling.solve(NAMES).nonsense  # pylint: disable=expression-not-assigned

    def test_examples_that_contradict_each_other_are_named(self):
        with self.assertRaises(inkling.Error) as refused:
            inkling.solve([("a", "xyz"), ("b", "c"), ("a", "uvw")], budget="0")
        self.assertIn("example 3 contradicts example 1", str(refused.exception))

    def test_an_answer_without_a_program_does_not_run(self):
        answer = inkling.solve([("a", "xyz"), ("b", "uvw")], solver="random", evaluations=10)
        self.assertFalse(answer.solved)

    def test_ctrl_c_ends_a_search(self):
        threading.Timer(1, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
        hopeless = [([i], [7 * i * i % 11, 9 - i, i * i * i % 7, 4, i % 3]) for i in range(1, 9)]
        with self.assertRaises(KeyboardInterrupt):
            inkling.solve(hopeless, domain="lists", budget="100s")
        self.assertEqual(inkling.solve(NAMES, ["a b"]).predictions, ["b"])

    def test_threads_share_it(self):
        found = []
        threads = [threading.Thread(target=lambda: found.append(inkling.solve(NAMES, ["x y"]).predictions))
                   for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(found, [["y"]] * 4)

    def test_version(self):
        self.assertRegex(inkling.version(), r"^\d+\.\d+")


if __name__ == "__main__":
    unittest.main()
