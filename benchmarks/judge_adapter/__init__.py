"""A low-rank adapter that teaches the embedded chat model to judge; trained on the tune half only.

python -m benchmarks.judge_adapter.prepare EVAL_DATA OUT   examples as the product would ask them
python -m benchmarks.judge_adapter.train OUT MODEL         needs requirements.txt; 40 minutes
python -m benchmarks.judge_adapter.compare OUT             with and without, rows not trained on
"""
